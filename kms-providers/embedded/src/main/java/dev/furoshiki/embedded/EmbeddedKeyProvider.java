package dev.furoshiki.embedded;

import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProvider;
import dev.furoshiki.kms.KeyProviderUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens {@code embedded:/path/to/keys} with one of {@code passphraseFile=/path}, {@code passphraseEnv=NAME},
 * {@code keyFile=/path}, and {@code rootKeyService=<URI>} with {@code rootKeyId=<key>}; {@code create=true} makes the store
 * when it is absent; {@code principal=<ARN>} says who calls; {@code auditFileBytes=67108864}, {@code auditFileAge=P30D} and
 * {@code auditAnchorInterval=PT0.05S} say how the audit log is kept. {@link PostgresUri} has what else names a store in
 * PostgreSQL. Stateless.
 */
public final class EmbeddedKeyProvider implements KeyProvider {

    private static final String PASSPHRASE_FILE = "passphraseFile";
    private static final String PASSPHRASE_ENV = "passphraseEnv";
    private static final String KEY_FILE = "keyFile";
    private static final String ROOT_KEY_SERVICE = "rootKeyService";
    private static final String ROOT_KEY_ID = "rootKeyId";
    private static final String CREATE = "create";
    private static final String PRINCIPAL = "principal";
    private static final String AUDIT_FILE_BYTES = "auditFileBytes";
    private static final String AUDIT_FILE_AGE = "auditFileAge";
    private static final String AUDIT_ANCHOR_INTERVAL = "auditAnchorInterval";
    private static final Set<String> SECRETS =
            Set.of(PASSPHRASE_FILE, PASSPHRASE_ENV, KEY_FILE, ROOT_KEY_SERVICE, ROOT_KEY_ID);
    private static final Set<String> OTHERS =
            Set.of(CREATE, PRINCIPAL, AUDIT_FILE_BYTES, AUDIT_FILE_AGE, AUDIT_ANCHOR_INTERVAL);

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
        Set<String> known = new HashSet<>(SECRETS);
        known.addAll(OTHERS);
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
        return audited(builder, uri);
    }

    private static EmbeddedKeyService.Builder audited(EmbeddedKeyService.Builder builder, KeyProviderUri uri) {
        try {
            uri.option(AUDIT_FILE_BYTES).map(EmbeddedKeyProvider::bytes).ifPresent(builder::auditFileBytes);
            uri.option(AUDIT_FILE_AGE)
                    .map(text -> duration(AUDIT_FILE_AGE, text))
                    .ifPresent(builder::auditFileAge);
            uri.option(AUDIT_ANCHOR_INTERVAL)
                    .map(text -> duration(AUDIT_ANCHOR_INTERVAL, text))
                    .ifPresent(builder::auditAnchorInterval);
            return builder;
        } catch (IllegalArgumentException outOfRange) {
            throw new InvalidProviderUriException("of the audit log's options, " + outOfRange.getMessage());
        }
    }

    private static long bytes(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw new InvalidProviderUriException("the option auditFileBytes is a number of bytes, such as 67108864");
        }
    }

    private static Duration duration(String option, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new InvalidProviderUriException(
                    "the option " + option + " is an ISO 8601 duration, such as P30D or PT0.05S");
        }
    }

    /** The one that these options name, which name nothing else. */
    static RootKeySource secret(KeyProviderUri uri) {
        uri.requireOptionsAmong(SECRETS);
        return rootKey(uri);
    }

    /** The one that the options name. */
    static RootKeySource rootKey(KeyProviderUri uri) {
        List<RootKeySource> sources = new ArrayList<>();
        uri.option(PASSPHRASE_FILE)
                .ifPresent(file -> sources.add(RootKeySource.passphraseFile(path(file, PASSPHRASE_FILE))));
        uri.option(PASSPHRASE_ENV).ifPresent(name -> sources.add(RootKeySource.passphraseEnvironment(name)));
        uri.option(KEY_FILE).ifPresent(file -> sources.add(RootKeySource.keyFile(path(file, KEY_FILE))));
        uri.option(ROOT_KEY_SERVICE).ifPresent(service -> sources.add(sealedBy(uri, service)));
        if (sources.size() != 1) {
            throw new InvalidProviderUriException("the embedded key service takes exactly one of passphraseFile=/path, "
                    + "passphraseEnv=NAME, keyFile=/path and rootKeyService=<URI>, not " + sources.size());
        }
        return sources.get(0);
    }

    private static RootKeySource sealedBy(KeyProviderUri uri, String service) {
        String keyId = uri.option(ROOT_KEY_ID)
                .orElseThrow(
                        () -> new InvalidProviderUriException(
                                "beside rootKeyService=<URI>, the option rootKeyId=<key> says which of its keys seals the root key"));
        KeyProviderUri sealing = KeyProviderUri.parse(service);
        requireNoCircle(uri);
        return RootKeySource.sealedBy(sealing, keyId);
    }

    /** Each store would wait for the next to be opened, and the last for the first. */
    private static void requireNoCircle(KeyProviderUri uri) {
        Set<String> stores = new HashSet<>();
        Optional<KeyProviderUri> next = Optional.of(uri);
        while (next.isPresent() && next.get().scheme().equals(EmbeddedKeyService.SCHEME)) {
            // Of a secret alone, no store is named.
            String store = next.get().path().isEmpty() ? "" : place(next.get());
            if (!stores.add(store)) {
                throw new InvalidProviderUriException("the key store " + store
                        + " would be opened with a root key that it seals itself: name another key service");
            }
            next = next.get().option(ROOT_KEY_SERVICE).map(KeyProviderUri::parse);
        }
    }

    /** The same of all URIs of a store. */
    private static String place(KeyProviderUri uri) {
        return PostgresUri.isOf(uri)
                ? PostgresUri.place(uri)
                : StorePath.canonical(path(uri.path(), "the path of the key store"), Creation.NEVER)
                        .toString();
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
