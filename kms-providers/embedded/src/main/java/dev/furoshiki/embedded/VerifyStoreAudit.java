package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.audit.VerifyAuditLog;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.PrintStream;
import java.util.List;

/**
 * The command that verifies a key store's audit log against what the store itself knows of it: the key that signs the log,
 * and its newest link. No other process may have the store open, unless it is in PostgreSQL. Stateless.
 */
public final class VerifyStoreAudit {

    private static final int USAGE = 2;
    private static final int UNREADABLE = 4;

    private static final String USAGE_TEXT = """
            usage: java -cp <class path> dev.furoshiki.embedded.VerifyStoreAudit <uri> [options]
              <uri>                            the key store, such as 'embedded:/var/lib/shop/keys?keyFile=/run/keys'
            """;

    private VerifyStoreAudit() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, but returns the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException("the first argument is the key store's URI");
            }
            AuditVerification verification =
                    EmbeddedKeyProvider.builder(uri(arguments.get(0))).auditVerification();
            VerifyAuditLog.apply(arguments.subList(1, arguments.size()), verification);
            return VerifyAuditLog.run(verification, out, err);
        } catch (IllegalArgumentException | InvalidProviderUriException wrong) {
            err.println(wrong.getMessage());
            err.print(USAGE_TEXT + VerifyAuditLog.OPTIONS);
            return USAGE;
        } catch (KmsException unreadable) {
            err.println(unreadable.getMessage());
            return UNREADABLE;
        }
    }

    private static KeyProviderUri uri(String text) {
        KeyProviderUri uri = KeyProviderUri.parse(text);
        if (!uri.scheme().equals(EmbeddedKeyService.SCHEME)) {
            throw new InvalidProviderUriException("only an embedded key store has an audit log to verify: name it by "
                    + EmbeddedKeyService.SCHEME + ":/path/to/keys, not by " + uri.scheme() + ":");
        }
        return uri;
    }
}
