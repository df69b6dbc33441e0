package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.PrintStream;
import java.util.List;

/** What the commands for operators of a key store have in common: arguments, messages, exit codes. Stateless. */
final class StoreCommand {

    static final int DONE = 0;
    static final int USAGE = 2;
    static final int REFUSED = 4;

    static final String SECRET = """
              <secret>  passphraseFile=/path, passphraseEnv=NAME, keyFile=/path, or rootKeyService=<uri>&rootKeyId=<key>
            """;

    private StoreCommand() {}

    static int run(String usage, int count, List<String> arguments, PrintStream out, PrintStream err, Action action) {
        try {
            if (arguments.size() != count) {
                throw new IllegalArgumentException("it takes " + count + " arguments, not " + arguments.size());
            }
            out.println(action.run(arguments));
            return DONE;
        } catch (IllegalArgumentException | KmsException.InvalidProviderUriException wrong) {
            err.println(wrong.getMessage());
            err.print(usage);
            return USAGE;
        } catch (KmsException refused) {
            err.println(refused.errorCode() + ": " + refused.getMessage());
            return REFUSED;
        }
    }

    static EmbeddedKeyService.Builder store(String uri) {
        return EmbeddedKeyProvider.builder(KeyProviderUri.parse(uri));
    }

    /** Named as in a store's URI. */
    static RootKeySource secret(String options) {
        return EmbeddedKeyProvider.secret(KeyProviderUri.parse(EmbeddedKeyService.SCHEME + ":?" + options));
    }

    interface Action {
        /** What was done, for a person to read. */
        String run(List<String> arguments);
    }
}
