package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProvider;
import dev.furoshiki.kms.KeyProviderUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code embedded:/path/to/keys} with one of {@code passphraseFile=/path}, {@code passphraseEnv=NAME} and
 * {@code keyFile=/path}; {@code create=true} makes the store when it is absent; {@code principal=<ARN>} says who
 * calls. {@link PostgresUri} has what else names a store in PostgreSQL. Stateless.
 */
public final class EmbeddedKeyProvider implements KeyProvider {

    private static final String PASSPHRASE_FILE = "passphraseFile";
    private static final String PASSPHRASE_ENV = "passphraseEnv";
    private static final String KEY_FILE = "keyFile";
    private static final String CREATE = "create";
    private static final String PRINCIPAL = "principal";
    private static final Set<String> OPTIONS = Set.of(PASSPHRASE_FILE, PASSPHRASE_ENV, KEY_FILE, CREATE, PRINCIPAL);

    @Override
    public String scheme() {
        return EmbeddedKeyService.SCHEME;
    }

    /** @throws InvalidProviderUriException when path or options do not say which store, or which secret unlocks it */
    @Override
    public KeyManagementService open(KeyProviderUri uri) {
        return builder(uri).open();
    }

    /** How the URI says that a store is to be opened. */
    static EmbeddedKeyService.Builder builder(KeyProviderUri uri) {
        boolean shared = PostgresUri.isOf(uri);
        Set<String> known = new HashSet<>(OPTIONS);
        if (shared) {
            known.addAll(PostgresUri.OPTIONS);
        }
        uri.requireOptionsAmong(known);
        if (uri.path().isEmpty()) {
            throw new InvalidProviderUriException("the embedded key service needs the path of its key store, such as "
                    + "embedded:/path/to/keys?passphraseFile=/path/to/passphrase");
        }
        EmbeddedKeyService.Builder builder = shared
                ? EmbeddedKeyService.builder(PostgresUri.location(uri))
                : EmbeddedKeyService.builder(path(uri.path(), "the path of the key store"));
        builder.rootKey(rootKey(uri)).createIfAbsent(create(uri));
        uri.option(PRINCIPAL).map(EmbeddedKeyProvider::principal).ifPresent(builder::principal);
        return builder;
    }

    private static RootKeySource rootKey(KeyProviderUri uri) {
        List<RootKeySource> sources = new ArrayList<>();
        uri.option(PASSPHRASE_FILE)
                .ifPresent(file -> sources.add(RootKeySource.passphraseFile(path(file, PASSPHRASE_FILE))));
        uri.option(PASSPHRASE_ENV).ifPresent(name -> sources.add(RootKeySource.passphraseEnvironment(name)));
        uri.option(KEY_FILE).ifPresent(file -> sources.add(RootKeySource.keyFile(path(file, KEY_FILE))));
        if (sources.size() != 1) {
            throw new InvalidProviderUriException("the embedded key service takes exactly one of passphraseFile=/path, "
                    + "passphraseEnv=NAME and keyFile=/path, not " + sources.size());
        }
        return sources.get(0);
    }

    private static boolean create(KeyProviderUri uri) {
        return switch (uri.option(CREATE).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidProviderUriException("the option create is true or false");
        };
    }

    private static Principal principal(String arn) {
        if (!Principal.isArn(arn)) {
            throw new InvalidProviderUriException(
                    "the option principal is the ARN of who calls, such as " + "arn:aws:iam::111122223333:role/shop");
        }
        return new Principal(arn);
    }

    private static Path path(String text, String what) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new InvalidProviderUriException(what + " is no path on this system: " + invalid.getReason());
        }
    }
}
