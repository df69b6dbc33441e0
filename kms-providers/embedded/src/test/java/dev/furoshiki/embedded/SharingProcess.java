package dev.furoshiki.embedded;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A process that makes and changes keys of its own in a store that it shares, until it is killed, by itself when {@link
 * PostgresCrashTest} is gone. Says of each change, once it has happened, what it was and of which key.
 */
final class SharingProcess {

    private SharingProcess() {}

    /** {@code <uri> <name>} */
    public static void main(String[] arguments) {
        String name = arguments[1];
        // Never closed: it is killed.
        EmbeddedKeyService keys =
                EmbeddedKeyProvider.builder(KeyProviderUri.parse(arguments[0])).open();
        for (int i = 0; !System.out.checkError(); i++) {
            String keyId = keys.createKey(name).keyId();
            say("CreateKey", keyId);
            keys.rotateKeyOnDemand(keyId);
            say("RotateKeyOnDemand", keyId);
            String alias = "alias/" + name + "-" + i;
            keys.createAlias(alias, keyId);
            say("CreateAlias", keyId, alias);
            try (GeneratedDataKey made = keys.generateDataKey(alias, 32, EncryptionContext.of("key", keyId))) {
                say(
                        "GenerateDataKey",
                        keyId,
                        Base64.getEncoder().encodeToString(made.encrypted().ciphertext()),
                        HexFormat.of().formatHex(made.plaintext().toByteArray()));
            }
            if (i % 2 == 0) {
                keys.disableKey(keyId);
                say("DisableKey", keyId);
            }
        }
        Runtime.getRuntime().halt(1);
    }

    private static void say(String... words) {
        System.out.println(String.join(" ", words));
    }

    static Process start(String uri, String name) throws IOException {
        return new ProcessBuilder(
                        ChildJvm.command(96, System.getProperty("java.class.path"), SharingProcess.class, uri, name))
                .redirectErrorStream(true)
                .start();
    }
}
