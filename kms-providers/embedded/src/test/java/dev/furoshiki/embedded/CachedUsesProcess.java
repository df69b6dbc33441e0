package dev.furoshiki.embedded;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that uses cached data keys until it is killed, by itself when {@link CachedUsesCrashTest} is gone. Two threads encrypt and
 * one decrypts, under a context of the run; each says every few uses, and when they are done, how many it has made.
 */
final class CachedUsesProcess {

    /** Few enough that keys come to their limit, too. */
    private static final int MOST_MESSAGES = 1000;

    private static final int USES_OF_A_LINE = 4;

    private CachedUsesProcess() {}

    /** {@code <store> <key file> <key id> <run>} */
    public static void main(String[] arguments) {
        String keyId = arguments[2];
        EncryptionContext context = EncryptionContext.of("run", arguments[3]);
        // Never closed: it is killed.
        EmbeddedKeyService service = EmbeddedKeyService.builder(Path.of(arguments[0]))
                .rootKey(RootKeySource.keyFile(Path.of(arguments[1])))
                .open();
        DataKeys keys = DataKeys.builder(service).maxMessages(MOST_MESSAGES).build();
        EncryptedDataKey sealed;
        try (DataKey first = keys.generate(keyId, EncryptionContext.of("run", arguments[3] + " sealed"))) {
            sealed = first.encrypted();
        }
        EncryptionContext ofSealed = EncryptionContext.of("run", arguments[3] + " sealed");
        for (String name : new String[] {"encrypt-one", "encrypt-two"}) {
            new Thread(() -> use(name, () -> keys.forEncryption(keyId, context, 1))).start();
        }
        use("decrypt", () -> keys.forDecryption(sealed, ofSealed));
    }

    private interface Lease {
        DataKey take();
    }

    private static void use(String name, Lease lease) {
        for (long uses = 1; ; uses++) {
            lease.take().close();
            if (uses % USES_OF_A_LINE == 0) {
                System.out.println(name + " " + uses);
                if (System.out.checkError()) {
                    Runtime.getRuntime().halt(1);
                }
            }
        }
    }

    static Process start(TestStore store, String keyId, String run) throws IOException {
        return new ProcessBuilder(ChildJvm.command(
                        96,
                        System.getProperty("java.class.path"),
                        CachedUsesProcess.class,
                        store.path().toString(),
                        store.keyFile().toString(),
                        keyId,
                        run))
                .redirectErrorStream(true)
                .start();
    }
}
