package dev.furoshiki.embedded;

import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The embedded key service does what every provider does. */
class EmbeddedContractTest implements KeyManagementServiceContract {

    @TempDir
    static Path folder;

    private static TestedStore tested;

    @BeforeAll
    static void create() throws IOException {
        TestStore store = new TestStore(folder);
        RootKeySource rootKey = RootKeySource.keyFile(store.keyFile());
        tested = new TestedStore(
                () -> EmbeddedKeyService.builder(store.path()).rootKey(rootKey),
                "embedded:" + encoded(store.path()) + "?keyFile=" + encoded(store.keyFile()));
    }

    @AfterAll
    static void close() {
        tested.close();
    }

    @Override
    public TestedProvider provider() {
        return tested;
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
