package dev.furoshiki.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A change is acknowledged when the disk has it, not when the operating system has: H2's commit alone hands it to the latter, and a
 * process that is killed would not show the difference.
 */
class H2SyncTest {

    private static final UnsyncedFiles FILES = new UnsyncedFiles();

    @TempDir
    Path folder;

    @BeforeAll
    static void register() {
        FilePath.register(FILES);
    }

    @AfterAll
    static void unregister() {
        FilePath.unregister(FILES);
    }

    @Test
    void afterACommitNothingIsLeftToTheOperatingSystem() throws Exception {
        try (H2KeyDatabase database = H2KeyDatabase.open(folder.resolve("keys"), UnsyncedFiles.SCHEME + ":")) {
            database.create(header());
            assertSynced();
            for (int i = 0; i < 5; i++) {
                database.insert(new StoredKey(
                        UUID.randomUUID(),
                        i,
                        "ENABLED",
                        "SYMMETRIC_DEFAULT",
                        "ENCRYPT_DECRYPT",
                        "",
                        0,
                        1,
                        new byte[32]));
                database.commit();
                assertSynced();
            }
            try (AuditTables audit = database.openAudit()) {
                audit.put(new StoredAuditLink("", UUID.randomUUID(), 7, new byte[32], false, new byte[32]), true);
                assertSynced();
            }
        }
    }

    /** Else what was counted is not what H2 does. */
    private static void assertSynced() {
        assertThat(UnsyncedFiles.takeForced()).as("syncs").isPositive();
        assertThat(UnsyncedFiles.unsynced()).as("writes that no sync followed").isZero();
    }

    private static StoreHeader header() {
        return new StoreHeader(
                UUID.randomUUID(),
                "furoshiki",
                "local",
                "000000000000",
                new byte[32],
                "KEY_FILE",
                new byte[16],
                64,
                1,
                1,
                new byte[32],
                null,
                new byte[32],
                StoreHeader.beginning(),
                0,
                SchemaVersions.NEWEST);
    }
}
