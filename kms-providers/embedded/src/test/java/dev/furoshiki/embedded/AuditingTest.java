package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every operation is recorded before its result is had; nothing secret is recorded. */
@Timeout(60)
class AuditingTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    Path folder;

    @Test
    void eachOperationLeavesOneRecordWhichIsThereWhenItReturns() throws Exception {
        TestStore store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            KeyMetadata key = keys.createKey("personal data");
            expect(store, "CreateKey", false, key.arn());
            assertThat(last(store)
                            .getAsJsonObject("responseElements")
                            .get("arn")
                            .getAsString())
                    .isEqualTo(key.arn());
            keys.describeKey(key.keyId());
            expect(store, "DescribeKey", true, key.arn());
            keys.createAlias("alias/pii", key.keyId());
            expect(store, "CreateAlias", false, key.arn());
            keys.updateAlias("alias/pii", key.keyId());
            assertThat(last(store).get("eventName").getAsString()).isEqualTo("UpdateAlias");
            keys.listAliases();
            expect(store, "ListAliases", true);
            keys.listKeys();
            expect(store, "ListKeys", true);
            EncryptedDataKey sealed;
            try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 24, CONTEXT)) {
                sealed = generated.encrypted();
            }
            expect(store, "GenerateDataKey", true, key.arn());
            JsonObject request = last(store).getAsJsonObject("requestParameters");
            assertThat(request.get("keyId").getAsString()).isEqualTo("alias/pii");
            assertThat(request.get("numberOfBytes").getAsInt()).isEqualTo(24);
            assertThat(request.getAsJsonObject("encryptionContext")
                            .get("tenant")
                            .getAsString())
                    .isEqualTo("42");
            keys.decrypt(sealed, CONTEXT).close();
            expect(store, "Decrypt", true, key.arn());
            try (SecretBytes plaintext = SecretBytes.random(5)) {
                keys.encrypt(key.keyId(), plaintext, CONTEXT);
            }
            expect(store, "Encrypt", true, key.arn());
            keys.disableKey(key.keyId());
            expect(store, "DisableKey", false, key.arn());
            keys.enableKey(key.keyId());
            expect(store, "EnableKey", false, key.arn());
            keys.deleteAlias("alias/pii");
            expect(store, "DeleteAlias", false, key.arn());
            assertThat(records(store)).hasSize(12);
        }
    }

    /** Who makes a key that anybody may use leaves a trace of that. */
    @Test
    void whatAKeyIsMadeWithIsRecorded() throws Exception {
        TestStore store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", "
                    + "\"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}}";
            keys.createKey(KeyRequest.symmetric()
                    .describedAs("personal data")
                    .taggedWith(Map.of("stage", "production"))
                    .withPolicyBypassingLockoutSafetyCheck(policy));
            JsonObject request = last(store).getAsJsonObject("requestParameters");
            assertThat(request.get("policy").getAsString()).isEqualTo(policy);
            assertThat(request.get("bypassPolicyLockoutSafetyCheck").getAsBoolean())
                    .isTrue();
            assertThat(request.getAsJsonObject("tags").get("stage").getAsString())
                    .isEqualTo("production");
            assertThat(request.get("keySpec").getAsString()).isEqualTo("SYMMETRIC_DEFAULT");
            keys.createKey("");
            assertThat(last(store).getAsJsonObject("requestParameters").keySet())
                    .containsExactlyInAnyOrder("keySpec", "keyUsage", "description", "bypassPolicyLockoutSafetyCheck");
        }
    }

    @Test
    void aRefusalIsRecordedWithItsCode() throws Exception {
        TestStore store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            KeyMetadata key = keys.createKey("");
            keys.disableKey(key.keyId());
            refused(() -> keys.generateDataKey(key.keyId(), 32, CONTEXT));
            assertThat(last(store).get("errorCode").getAsString()).isEqualTo("DisabledException");
            assertThat(last(store).get("eventName").getAsString()).isEqualTo("GenerateDataKey");
            refused(() -> keys.createAlias("alias/x", "nowhere"));
            assertThat(last(store).get("errorCode").getAsString()).isEqualTo("NotFoundException");
            refused(() -> keys.generateDataKey(key.keyId(), 0, CONTEXT));
            assertThat(last(store).get("errorCode").getAsString()).isEqualTo("ValidationException");
            assertThat(last(store).get("responseElements").isJsonNull()).isTrue();
        }
    }

    @Test
    void usesOfACachedKeyAreRecordedUnlessItIsDisabled() throws Exception {
        TestStore store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            KeyMetadata key = keys.createKey("");
            EncryptedDataKey sealed;
            try (GeneratedDataKey generated = keys.generateDataKey(key.keyId(), 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
            keys.recordCachedUses(key.arn(), sealed, CONTEXT, true, 4096);
            expect(store, "ReserveCachedUses", true, key.arn());
            JsonObject request = last(store).getAsJsonObject("requestParameters");
            assertThat(request.get("uses").getAsLong()).isEqualTo(4096);
            assertThat(request.get("operation").getAsString()).isEqualTo("Encrypt");
            assertThat(request.getAsJsonObject("encryptionContext")
                            .get("tenant")
                            .getAsString())
                    .isEqualTo("42");
            keys.disableKey(key.keyId());
            refused(() -> keys.recordCachedUses(key.arn(), sealed, CONTEXT, false, 64));
            assertThat(last(store).get("errorCode").getAsString()).isEqualTo("DisabledException");
            assertThat(last(store)
                            .getAsJsonObject("requestParameters")
                            .get("operation")
                            .getAsString())
                    .isEqualTo("Decrypt");
        }
    }

    /** CloudTrail's two fields of where a request comes from: from within, by this program, and no more of the machine. */
    @Test
    void aRecordSaysWhereTheRequestCameFrom() throws Exception {
        TestStore store = new TestStore(folder);
        String version = Files.readString(Document.root().resolve("pom.xml"))
                .replaceFirst("(?s)^.*?<version>([0-9.]+)(-SNAPSHOT)?</version>.*$", "$1");
        try (EmbeddedKeyService keys = store.create()) {
            keys.createKey("");
            refused(() -> keys.describeKey("nowhere"));
            for (JsonObject record : records(store)) {
                assertThat(record.get("sourceIPAddress").getAsString()).isEqualTo("embedded");
                assertThat(record.get("userAgent").getAsString())
                        .isEqualTo("furoshiki/" + version + " Java/"
                                + Runtime.version().feature());
            }
        }
    }

    /** As docs/keys.md has it; another reader of JSON would take more than it does. */
    @Test
    void jqReadsEveryLine() throws Exception {
        TestStore store = new TestStore(folder);
        EncryptionContext odd = EncryptionContext.of("\u0000\u001f \"quoted\" \\", "\u2028 \ud83d\udd12 \u007f é\n");
        try (EmbeddedKeyService keys = store.create()) {
            String keyId = keys.createKey("").keyId();
            keys.generateDataKey(keyId, 32, odd).close();
            refused(() -> keys.generateDataKey("alias/\u2028", 32, odd));
        }
        Path output = folder.resolve("output");
        Process jq;
        try {
            jq = new ProcessBuilder(
                            "jq",
                            "-c",
                            "select(.serviceEventDetails == null) | [.eventName, .errorCode, "
                                    + ".requestParameters.encryptionContext, .sourceIPAddress]",
                            store.audit().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException noJq) {
            assumeTrue(false, "there is no jq on the path");
            return;
        }
        assertThat(jq.waitFor()).as(Files.readString(output)).isZero();
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("[\"CreateKey\",null,null,\"embedded\"]");
        JsonArray generated = JsonParser.parseString(lines.get(1)).getAsJsonArray();
        assertThat(generated.get(0).getAsString()).isEqualTo("GenerateDataKey");
        odd.toMap()
                .forEach((name, value) -> assertThat(
                                generated.get(2).getAsJsonObject().get(name).getAsString())
                        .isEqualTo(value));
        assertThat(lines.get(2)).contains("Exception");
    }

    @Test
    void withoutARecordNoKeyAndNoChange() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full, a device that is always full");
        TestStore store = new TestStore(folder);
        String keyId;
        EncryptedDataKey sealed;
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("").keyId();
            sealed = keys.generateDataKey(keyId, 32, CONTEXT).encrypted();
        }
        // An empty log is gone on with only where the store knows of no record.
        Files.delete(store.audit());
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from audit_anchor");
        }
        Files.createSymbolicLink(store.audit(), full);
        List<String> told = new ArrayList<>();
        try (EmbeddedKeyService keys = store.open()) {
            keys.onKeyChange(told::add);
            unrecorded(() -> keys.generateDataKey(keyId, 32, CONTEXT));
            unrecorded(() -> keys.decrypt(sealed, CONTEXT));
            unrecorded(() -> keys.disableKey(keyId));
            unrecorded(() -> keys.createKey("second"));
            unrecorded(() -> keys.createAlias("alias/x", keyId));
            unrecorded(keys::listKeys);
        }
        assertThat(told).isEmpty();
        Files.delete(store.audit());
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.listKeys()).hasSize(1);
            assertThat(keys.describeKey(keyId).state()).isEqualTo(KeyState.ENABLED);
            assertThat(keys.listAliases()).isEmpty();
        }
    }

    @Test
    void anUnrecordedKeyIsZeroed() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full, a device that is always full");
        SecretBytes secret = SecretBytes.random(32);
        try (AuditLog log = AuditLog.builder(full, Ed25519Key.generate()).open()) {
            assertThatThrownBy(() ->
                            AuditedOperation.of(Operation.DECRYPT, Map.of()).run(log, () -> secret, () -> {}))
                    .isInstanceOf(KmsInternalException.class);
        }
        assertThat(secret.isDestroyed()).isTrue();
    }

    @Test
    void nothingSecretIsWrittenOrSaid() throws Exception {
        TestStore store = new TestStore(folder);
        List<byte[]> secrets = new ArrayList<>();
        secrets.add(TestStore.PASSPHRASE.getBytes(StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        EmbeddedKeyService keys = store.createWithPassphrase();
        String keyId = keys.createKey("").keyId();
        try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT);
                SecretBytes plaintext =
                        SecretBytes.copyOf("canary canary canary canary".getBytes(StandardCharsets.UTF_8))) {
            secrets.add(generated.plaintext().toByteArray());
            secrets.add(plaintext.toByteArray());
            EncryptedDataKey sealed = keys.encrypt(keyId, plaintext, CONTEXT);
            // As objects: what has no toString of its own today may get one tomorrow.
            List.<Object>of(generated, generated.plaintext(), sealed, keys).forEach(said::append);
            said.append(refused(() -> keys.decrypt(sealed, EncryptionContext.empty())));
            said.append(refused(() -> keys.encrypt("alias/absent", plaintext, CONTEXT)));
            keys.disableKey(keyId);
            said.append(refused(() -> keys.decrypt(generated.encrypted(), CONTEXT)));
        }
        Path wrong = Files.writeString(folder.resolve("wrong"), TestStore.PASSPHRASE + "!");
        said.append(refused(() -> EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(wrong))));
        keys.close();
        byte[] spoken = said.toString().getBytes(StandardCharsets.UTF_8);
        for (byte[] secret : secrets) {
            for (byte[] form : forms(secret)) {
                assertThat(contains(spoken, form)).isFalse();
                assertThat(contains(Files.readAllBytes(store.audit()), form)).isFalse();
                assertThat(contains(Files.readAllBytes(store.database()), form)).isFalse();
            }
        }
        // The search does find what is there.
        assertThat(contains(Files.readAllBytes(store.audit()), keyId.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static List<byte[]> forms(byte[] secret) {
        return List.of(
                secret,
                HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII),
                Base64.getEncoder().withoutPadding().encode(secret),
                Base64.getUrlEncoder().withoutPadding().encode(secret),
                Arrays.toString(secret).getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean contains(byte[] text, byte[] part) {
        String latin = new String(text, StandardCharsets.ISO_8859_1);
        return latin.contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static void unrecorded(Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining("audit log");
    }

    private static String refused(Runnable operation) {
        try {
            operation.run();
        } catch (KmsException refused) {
            java.io.StringWriter trace = new java.io.StringWriter();
            refused.printStackTrace(new java.io.PrintWriter(trace));
            return trace.toString();
        }
        throw new AssertionError("it was not refused");
    }

    private static void expect(TestStore store, String eventName, boolean readOnly, String... arns) throws IOException {
        JsonObject record = last(store);
        assertThat(record.get("eventName").getAsString()).isEqualTo(eventName);
        assertThat(record.get("readOnly").getAsBoolean()).isEqualTo(readOnly);
        assertThat(record.has("errorCode")).isFalse();
        List<String> resources = new ArrayList<>();
        record.getAsJsonArray("resources")
                .forEach(resource ->
                        resources.add(resource.getAsJsonObject().get("ARN").getAsString()));
        assertThat(resources).containsExactly(arns);
    }

    private static JsonObject last(TestStore store) throws IOException {
        List<JsonObject> all = records(store);
        return all.get(all.size() - 1);
    }

    private static List<JsonObject> records(TestStore store) throws IOException {
        return Files.readAllLines(store.audit()).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                // Those of the log itself are another test's.
                .filter(line -> !line.has("serviceEventDetails"))
                .toList();
    }
}
