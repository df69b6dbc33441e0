package dev.furoshiki.embedded;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The embedded key service does what every provider does. */
class EmbeddedContractTest implements KeyManagementServiceContract {

    private static final String ABSENT = "99999999-9999-4999-8999-999999999999";

    private static final Principal PART = new Principal("arn:furoshiki:iam::000000000000:role/part");

    @TempDir
    static Path folder;

    private static EmbeddedKeyService keys;
    private static KeyMetadata key;
    private static KeyMetadata other;

    @BeforeAll
    static void create() throws IOException {
        keys = new TestStore(folder).create();
        key = keys.createKey("");
        other = keys.createKey("");
        keys.createAlias("alias/contract", key.keyId());
        keys.putKeyPolicy(key.keyId(), policy("Allow"));
        keys.putKeyPolicy(other.keyId(), policy("Allow"));
    }

    /** What the part may do, after all that everybody may. */
    private static String policy(String effect) {
        return """
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": ["%s", "%s"]}, "Action": "kms:*", "Resource": "*"},
                  {"Effect": "%s", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"}
                ]}""".formatted(keys.principal(), PART, effect, PART);
    }

    @AfterAll
    static void close() {
        keys.close();
    }

    @Override
    public TestedProvider provider() {
        return new TestedProvider() {

            // As somebody whom key policies can keep out: the root principal stays to let it in again.
            @Override
            public KeyManagementService open() {
                try {
                    return new TestStore(folder).openAs(PART);
                } catch (IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
            }

            @Override
            public String uri() {
                return "embedded:" + encoded(folder.resolve("keys")) + "?keyFile="
                        + encoded(folder.resolve("root.key"));
            }

            @Override
            public String keyArn() {
                return key.arn();
            }

            @Override
            public String otherKeyArn() {
                return other.arn();
            }

            @Override
            public String aliasArn() {
                return "arn:furoshiki:kms:local:000000000000:alias/contract";
            }

            @Override
            public String foreignAliasArn() {
                return "arn:furoshiki:kms:local:000000000001:alias/contract";
            }

            @Override
            public List<String> absentReferences() {
                return List.of(
                        ABSENT,
                        "arn:furoshiki:kms:local:000000000000:key/" + ABSENT,
                        "alias/absent",
                        "arn:furoshiki:kms:local:000000000000:alias/absent");
            }

            @Override
            public void disableKey(String keyArn) {
                keys.disableKey(keyArn);
            }

            @Override
            public void enableKey(String keyArn) {
                keys.enableKey(keyArn);
            }

            @Override
            public void revokeAccess(String keyArn) {
                keys.putKeyPolicy(keyArn, policy("Deny"));
            }

            @Override
            public void restoreAccess(String keyArn) {
                keys.putKeyPolicy(keyArn, policy("Allow"));
            }

            @Override
            public boolean tellsOfKeyChanges() {
                return true;
            }
        };
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
