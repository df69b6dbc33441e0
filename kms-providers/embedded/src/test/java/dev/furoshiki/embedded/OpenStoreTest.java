package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that breaks off half-way. */
class OpenStoreTest {

    @TempDir
    Path folder;

    private TestStore store;
    private UUID keyId;

    @BeforeEach
    void aKey() throws Exception {
        store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            keyId = UUID.fromString(keys.createKey("").keyId());
        }
    }

    @Test
    void whatAnErrorCutOffIsNotCommittedWithTheNextChange() throws Exception {
        OpenStore open = open();
        try {
            assertThatThrownBy(() -> open.change(record(), outOfMemoryAfter("alias/cut")))
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
            new Aliases(Caller.of(open, open.owner().root())).createAlias("alias/next", keyId.toString());
        } finally {
            open.close();
        }
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.listAliases()).containsOnlyKeys("alias/next");
        }
        assertThat(Files.readString(store.audit())).doesNotContain("alias/cut");
    }

    @Test
    void whenNobodyKnowsWhetherAChangeIsOnTheDiskTheStoreStops() throws Exception {
        OpenStore open = open();
        try {
            AuditedOperation operation = record();
            // The database goes away after the change was written, so the commit fails.
            assertThatThrownBy(() -> open.change(
                            operation,
                            before -> KeyringChange.of(true, before, (database, rows) -> database.close(), List.of())))
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("unknown");
            assertThatThrownBy(open::keyring)
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining(store.path().toString());
        } finally {
            open.close();
        }
        assertThat(Files.readString(store.audit())).endsWith("}\n").contains("KMSInternalException");
        store.open().close();
    }

    private Function<Keyring, KeyringChange<Boolean>> outOfMemoryAfter(String alias) {
        return before -> KeyringChange.of(
                true,
                before.withAlias(alias, keyId.toString()),
                (database, rows) -> {
                    database.put(rows.row(alias, before.find(keyId.toString())));
                    throw new OutOfMemoryError("for this test");
                },
                List.of());
    }

    private static AuditedOperation record() {
        return AuditedOperation.of(Operation.CREATE_ALIAS, Map.of());
    }

    private OpenStore open() throws Exception {
        return OpenStore.open(new StoreOptions(
                new StoreFile(store.path()),
                RootKeySource.keyFile(store.keyFile()),
                Creation.NEVER,
                KeyOwner.DEFAULT,
                Argon2id.DEFAULT,
                InstantSource.system(),
                AuditPolicy.DEFAULT));
    }
}
