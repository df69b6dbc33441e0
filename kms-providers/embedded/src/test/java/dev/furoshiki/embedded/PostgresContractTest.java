package dev.furoshiki.embedded;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same over a store in PostgreSQL. */
class PostgresContractTest implements KeyManagementServiceContract {

    private static final String ABSENT = "99999999-9999-4999-8999-999999999999";

    @TempDir
    static Path folder;

    private static TestPostgresStore store;
    private static PostgresKeyStore location;
    private static EmbeddedKeyService keys;
    private static KeyMetadata key;
    private static KeyMetadata other;

    @BeforeAll
    static void create() throws IOException, SQLException {
        store = TestPostgresStore.in(folder);
        location = store.location("admin");
        keys = EmbeddedKeyService.builder(location)
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .create();
        key = keys.createKey("");
        other = keys.createKey("");
        keys.createAlias("alias/contract", key.keyId());
    }

    @AfterAll
    static void close() {
        keys.close();
    }

    @Override
    public TestedProvider provider() {
        return new TestedProvider() {

            @Override
            public KeyManagementService open() {
                try {
                    return EmbeddedKeyService.builder(location)
                            .rootKey(RootKeySource.keyFile(store.keyFile()))
                            .open();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }

            @Override
            public String uri() {
                try {
                    return store.uri("uri");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
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
            public boolean tellsOfKeyChanges() {
                return true;
            }
        };
    }
}
