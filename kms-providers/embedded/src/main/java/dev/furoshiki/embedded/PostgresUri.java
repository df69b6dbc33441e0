package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.store.PostgresSource;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.kms.SecretPlace;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's location from {@code embedded:postgresql://host:port/database} and its options {@code user}, {@code passwordFile},
 * {@code auditLog}, {@code schema}, {@code pollInterval}, {@code maxStaleness}, {@code sslMode}, {@code sslRootCert}. Stateless.
 */
final class PostgresUri {

    /** What the options of such a URI are called, beside those of every store. */
    static final Set<String> OPTIONS = Set.of(
            "user", "passwordFile", "auditLog", "schema", "pollInterval", "maxStaleness", "sslMode", "sslRootCert");

    private static final String PREFIX = "postgresql:";
    private static final int DEFAULT_PORT = 5432;
    private static final int LONGEST_PASSWORD_BYTES = 64 * 1024;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> SSL_MODES = Set.of("disable", "prefer", "require", "verify-ca", "verify-full");

    private PostgresUri() {}

    static boolean isOf(KeyProviderUri uri) {
        return uri.path().startsWith(PREFIX);
    }

    static PostgresKeyStore location(KeyProviderUri uri) {
        URI address = address(uri.path());
        int port = port(address);
        String database = address.getPath().substring(1);
        String user = required(uri, "user", "the role that connects, such as user=shop_keys");
        Path auditLog = path(
                required(
                        uri,
                        "auditLog",
                        "the file that this process writes its audit log to, such as auditLog=/var/log/keys.jsonl"),
                "auditLog");
        PostgresSource source = new PostgresSource(address.getHost(), port, database, user)
                .password(uri.option("passwordFile").map(file -> password(path(file, "passwordFile"))))
                .ssl(sslMode(uri, address.getHost()), uri.option("sslRootCert"));
        PostgresKeyStore store = PostgresKeyStore.of(name(address), user, source.dataSource(), auditLog);
        store = store.schema(uri.option("schema").orElse(PostgresKeyStore.SCHEMA));
        store = store.pollInterval(duration(uri, "pollInterval", PostgresKeyStore.POLL_INTERVAL));
        return store.maxStaleness(duration(uri, "maxStaleness", PostgresKeyStore.MAX_STALENESS));
    }

    /** What a store in PostgreSQL is called, without opening a file that the options name. */
    static String place(KeyProviderUri uri) {
        return name(address(uri.path())) + ", schema " + uri.option("schema").orElse(PostgresKeyStore.SCHEMA);
    }

    private static String name(URI address) {
        return PREFIX + "//" + address.getHost() + ":" + port(address) + address.getPath();
    }

    private static int port(URI address) {
        return address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    }

    private static URI address(String path) {
        URI address = parsed(path);
        if (address == null
                || address.getHost() == null
                || address.getUserInfo() != null
                || address.getPath().length() < 2
                || address.getPath().indexOf('/', 1) >= 0) {
            throw new InvalidProviderUriException(
                    "a key store in PostgreSQL is named embedded:postgresql://host:port/database, "
                            + "without user and password before the host: those are the options user and passwordFile");
        }
        return address;
    }

    private static @Nullable URI parsed(String path) {
        try {
            return new URI(path);
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private static String required(KeyProviderUri uri, String option, String meaning) {
        return uri.option(option)
                .orElseThrow(() -> new InvalidProviderUriException(
                        "a key store in PostgreSQL needs the option " + option + ": " + meaning));
    }

    /** Who could answer in the server's place could keep saying that nothing has changed. */
    private static String sslMode(KeyProviderUri uri, String host) {
        String mode = uri.option("sslMode").orElse(THIS_MACHINE.contains(host) ? "prefer" : "verify-full");
        if (!SSL_MODES.contains(mode)) {
            throw new InvalidProviderUriException(
                    "the option sslMode is one of disable, prefer, require, verify-ca and "
                            + "verify-full, which it is unless set, but on this machine");
        }
        return mode;
    }

    private static Duration duration(KeyProviderUri uri, String option, Duration unlessSet) {
        Optional<String> text = uri.option(option);
        try {
            return text.map(Duration::parse).orElse(unlessSet);
        } catch (DateTimeParseException malformed) {
            throw new InvalidProviderUriException("the option " + option + " is a duration such as PT0.5S");
        }
    }

    private static String password(Path file) {
        byte[] bytes = SecretPlace.textFile("password", file, LONGEST_PASSWORD_BYTES);
        if (bytes.length == 0) {
            throw new RootKeyUnavailableException(
                    "the password file " + file + " is empty: put the password of the database's role there", null);
        }
        try (SecretBytes secret = SecretBytes.takeOver(bytes)) {
            // The driver takes a string, which cannot be zeroed.
            return secret.read(password -> new String(password, StandardCharsets.UTF_8));
        }
    }

    private static Path path(String text, String option) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new InvalidProviderUriException(
                    "the option " + option + " is no path on this system: " + invalid.getReason());
        }
    }
}
