package dev.furoshiki.testing.product;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A key service on a clock that tests set, as its administrator has it. */
final class ProductKeys implements AutoCloseable {

    private final SettableClock clock = new SettableClock();
    private final EmbeddedKeyService root;

    ProductKeys(Path folder) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        root = EmbeddedKeyService.builder(folder.resolve("keys"))
                .rootKey(RootKeySource.keyFile(Files.write(folder.resolve("root.key"), secret)))
                .clock(clock)
                .create();
    }

    EmbeddedKeyService root() {
        return root;
    }

    EmbeddedKeyService shop() {
        return root.as(Access.SHOP);
    }

    /** A key that the shop may use as it may at first. */
    String newKey(Situation situation) {
        String keyId = root.createKey(situation.toString()).keyId();
        situation.access().setFirst(keyId, root);
        return keyId;
    }

    /** Access first, since a key that is gone has none. */
    void change(String keyId, Situation situation) {
        situation.access().setLast(keyId, root);
        situation.fate().befall(keyId, root, clock);
    }

    @Override
    public void close() {
        root.close();
    }
}
