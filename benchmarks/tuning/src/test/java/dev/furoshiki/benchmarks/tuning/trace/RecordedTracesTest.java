package dev.furoshiki.benchmarks.tuning.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of what happened: from audit logs, and from a run. */
class RecordedTracesTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    @TempDir
    Path folder;

    @Test
    void blocksOfAnAuditLogAreSpreadUntilTheNext() throws IOException {
        Trace trace = read(line("00.100Z", "CreateKey", "root", "1", "42", "", "")
                + line("00.200Z", "GenerateDataKey", "root", "1", "42", "", "")
                + line("00.210Z", "ReserveCachedUses", "root", "1", "42", ",\"operation\":\"Encrypt\",\"uses\":4", "")
                + line("00.250Z", "ReserveCachedUses", "root", "1", "42", ",\"operation\":\"Encrypt\",\"uses\":8", ""));
        assertThat(trace).extracting(use -> use.atNanos() / MILLI).containsExactly(0L, 10L, 20L, 30L, 40L, 50L);
        assertThat(trace).allMatch(use -> use.operation() == Operation.ENCRYPT && use.bytes() == 100);
        assertThat(trace.length()).isEqualTo(Duration.ofMillis(50).plusNanos(1));
    }

    @Test
    void processesCallersAndContextsAreToldApart() throws IOException {
        Trace trace = read(line("00.000Z", "GenerateDataKey", "root", "1", "42", "", "")
                + line("01.000Z", "GenerateDataKey", "shop", "1", "43", "", "")
                + line("02.000Z", "Decrypt", "root", "2", "42", "", "")
                + line("03.000Z", "Decrypt", "root", "2", "42", "", ",\"errorCode\":\"DisabledException\"")
                + "{\"eventTime\":\"2026-11-24T09:30:04Z\",\"serviceEventDetails\":{}}\n");
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(trace)
                .containsExactly(
                        new KeyUse(0, Operation.ENCRYPT, 0, 0, 0, 0, 0, 100),
                        new KeyUse(second, Operation.ENCRYPT, 0, 1, 0, 1, 1, 100),
                        new KeyUse(2 * second, Operation.DECRYPT, 1, 0, 0, 0, 0, 100));
    }

    @Test
    void whatIsNoAuditLogIsNamed() {
        assertThatThrownBy(() -> read("{\"eventName\":\"GenerateDataKey\"}\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1: no line of an audit log");
        assertThatThrownBy(() -> read("GenerateDataKey\n")).isInstanceOf(IOException.class);
    }

    @Test
    void aRunIsRecordedUnderneathIt() {
        EncryptionContext context = EncryptionContext.of("tenant", "42");
        EncryptionContext other = EncryptionContext.of("tenant", "43");
        RecordingKeyService recording = new RecordingKeyService(new Numbering(), 100);
        int messages = 500;
        try (DataKeys keys = DataKeys.builder(recording).leaseBlock(1).build()) {
            EncryptedDataKey sealed = null;
            for (int i = 0; i < messages; i++) {
                try (DataKey key = keys.forEncryption("key", context, 1)) {
                    sealed = key.encrypted();
                }
            }
            keys.forDecryption(Objects.requireNonNull(sealed), context).close();
            keys.forEncryption("key", other, 1).close();
        }
        List<KeyUse> uses = new ArrayList<>();
        recording.trace().forEach(uses::add);
        // Of the last block, of at most as many as all before, it is not known how many happened.
        assertThat(uses.stream().filter(use -> use.operation() == Operation.ENCRYPT && use.context() == 0))
                .hasSizeBetween(messages / 4, 2 * messages);
        assertThat(uses.stream().filter(use -> use.operation() == Operation.DECRYPT))
                .singleElement()
                .matches(use -> use.context() == 0 && use.item() == 0);
        assertThat(uses.stream().filter(use -> use.context() == 1))
                .singleElement()
                .matches(use -> use.operation() == Operation.ENCRYPT && use.item() == 1);
    }

    private Trace read(String lines) throws IOException {
        return AuditTrace.read(List.of(Files.writeString(folder.resolve("keys.audit.jsonl"), lines)), 100);
    }

    private static String line(Object... parts) {
        return """
                {"eventTime":"2026-11-24T09:30:%s","eventSource":"embedded","eventName":"%s",\
                "userIdentity":{"type":"Root","arn":"arn:%s","processId":"%s"},\
                "requestParameters":{"keyId":"alias/shop","encryptionContext":{"tenant":"%s"}%s},\
                "resources":[{"ARN":"arn:key/1","type":"AWS::KMS::Key"}]%s}
                """.formatted(parts);
    }

    /** Numbers its data keys. */
    private static final class Numbering implements KeyManagementService {

        private byte made;

        @Override
        public String provider() {
            return "numbering";
        }

        @Override
        public synchronized GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            return new GeneratedDataKey(
                    SecretBytes.random(sizeBytes),
                    new EncryptedDataKey(provider(), "arn:" + keyId, new byte[] {made++}));
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            return SecretBytes.random(32);
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            throw new UnsupportedOperationException("nothing is encrypted");
        }

        @Override
        public void close() {}
    }
}
