package dev.furoshiki.pkcs11;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** What another process does with a token; started by {@link TokenProcessesTest}. */
final class OtherProcess {

    static final EncryptionContext CONTEXT = EncryptionContext.of("process", "both");

    private OtherProcess() {}

    /**
     * {@code <library> <token> <environment variable with the PIN>}: for each line it reads, {@code seal} or a ciphertext,
     * prints a ciphertext, or {@code opened}, or the error.
     */
    public static void main(String[] arguments) throws IOException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Pkcs11KeyService keys = Pkcs11KeyService.builder(Path.of(arguments[0]))
                .token(arguments[1])
                .pin(PinSource.environment(arguments[2]))
                .open()) {
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(keys, line));
            }
        } catch (KmsException refused) {
            out.println(refused.errorCode());
            out.println(refused.getMessage());
        }
    }

    private static String answer(Pkcs11KeyService keys, String line) {
        try {
            if (line.equals("seal")) {
                try (GeneratedDataKey generated = keys.generateDataKey(TestToken.KEY, 32, CONTEXT)) {
                    EncryptedDataKey sealed = generated.encrypted();
                    return sealed.keyArn() + " " + Base64.getEncoder().encodeToString(sealed.ciphertext());
                }
            }
            keys.decrypt(parse(line), CONTEXT).close();
            return "opened";
        } catch (KmsException refused) {
            return refused.errorCode();
        }
    }

    static EncryptedDataKey parse(String line) {
        String[] parts = line.split(" ", 2);
        return new EncryptedDataKey("pkcs11", parts[0], Base64.getDecoder().decode(parts[1]));
    }
}
