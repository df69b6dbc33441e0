package dev.furoshiki.embedded;

import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same over a store in PostgreSQL. */
class PostgresContractTest implements KeyManagementServiceContract {

    @TempDir
    static Path folder;

    private static TestedStore tested;

    @BeforeAll
    static void create() throws Exception {
        TestPostgresStore store = TestPostgresStore.in(folder);
        PostgresKeyStore location = store.location("admin");
        RootKeySource rootKey = RootKeySource.keyFile(store.keyFile());
        tested = new TestedStore(() -> EmbeddedKeyService.builder(location).rootKey(rootKey), store.uri("uri"));
    }

    @AfterAll
    static void close() {
        tested.close();
    }

    @Override
    public TestedProvider provider() {
        return tested;
    }
}
