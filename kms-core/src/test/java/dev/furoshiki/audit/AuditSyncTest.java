package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditReport.Status;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record is acknowledged when the disk has it, not when the operating system has. A process that is killed leaves what it wrote;
 * what a machine leaves that loses its power is what was synced: here, that part of the file.
 */
@Timeout(60)
class AuditSyncTest {

    @TempDir
    Path folder;

    private TestLog test;
    private final AtomicInteger syncs = new AtomicInteger();
    private final AtomicLong syncedBytes = new AtomicLong();
    private final AtomicBoolean diskFails = new AtomicBoolean();

    @BeforeEach
    void name() {
        test = new TestLog(folder);
    }

    @Test
    void whatIsAcknowledgedSurvivesALossOfPower() throws Exception {
        try (AuditLog log = open(TestLog.POLICY)) {
            for (int i = 0; i < 5; i++) {
                int before = syncs.get();
                log.append(TestLog.record("record " + i));
                assertThat(syncs.get()).isGreaterThan(before);
                requireOnDisk("record " + i);
            }
        }
        // The checkpoint of the close, too.
        assertThat(syncedBytes).hasValue(Files.size(test.file()));
    }

    /** The first line of a file is on the disk before the file has the log's name, and so before the next one begins. */
    @Test
    void soDoesTheBeginningOfEachFile() throws Exception {
        try (AuditLog log = open(TestLog.POLICY.withMaxFileBytes(1))) {
            for (int i = 0; i < 3; i++) {
                log.append(TestLog.record("record " + i));
                requireOnDisk("record " + i);
            }
        }
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
        assertThat(test.records()).containsExactly("record 0", "record 1", "record 2");
    }

    @Test
    void whatTheDiskDidNotKeepIsNotAcknowledged() throws Exception {
        try (AuditLog log = open(TestLog.POLICY.withCheckpoints(1000, Duration.ofDays(1)))) {
            log.append(TestLog.record("kept"));
            diskFails.set(true);
            assertThatThrownBy(() -> log.append(TestLog.record("lost")))
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining(test.file().toString());
            diskFails.set(false);
            assertThatThrownBy(() -> log.append(TestLog.record("behind it"))).isInstanceOf(KmsInternalException.class);
        } catch (KmsInternalException notClosed) {
            assertThat(notClosed).hasMessageContaining(test.file().toString());
        }
    }

    private AuditLog open(AuditPolicy policy) {
        return AuditLog.builder(test.file(), test.key())
                .anchor(test.anchor())
                .policy(policy)
                .syncing(file -> {
                    if (diskFails.get()) {
                        throw new IOException("the disk is gone");
                    }
                    file.sync();
                    syncs.incrementAndGet();
                    // One file is written at a time: its first line under another name, then its last under the log's.
                    Path fresh = test.file().resolveSibling(test.file().getFileName() + ".new");
                    syncedBytes.set(Files.size(Files.exists(fresh) ? fresh : test.file()));
                })
                .open();
    }

    /** In the file as it is after the power was away. */
    private void requireOnDisk(String eventName) throws IOException {
        byte[] left = Arrays.copyOf(Files.readAllBytes(test.file()), (int) syncedBytes.get());
        assertThat(new String(left, java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"eventName\":\"" + eventName + "\"")
                .endsWith("}\n");
    }
}
