package dev.furoshiki.kms;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parsed name of a key service: {@code <scheme>:<path>?<option>=<value>&…}, path and values percent-decoded (RFC 3986;
 * a plus sign is a plus sign). Immutable.
 *
 * @param scheme which provider
 * @param path what stands between the scheme's colon and the question mark
 * @param options the rest, decoded, in order
 */
public record KeyProviderUri(String scheme, String path, Map<String, String> options) {

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
    private static final Set<String> SECRETS = Set.of(
            "passphrase",
            "password",
            "passwd",
            "pass",
            "secret",
            "pin",
            "key",
            "rootkey",
            "secretkey",
            "secretaccesskey",
            "sessiontoken");

    public KeyProviderUri {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(path, "path");
        options = Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNull(options, "options")));
    }

    /**
     * Takes a URI apart.
     *
     * @throws InvalidProviderUriException when it is malformed or carries a secret; the message quotes no option's value
     */
    public static KeyProviderUri parse(String text) {
        int colon = Objects.requireNonNull(text, "text").indexOf(':');
        if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
            throw new InvalidProviderUriException("the name of a key service begins with a scheme, such as "
                    + "embedded:/path/to/keys?passphraseFile=/path/to/passphrase");
        }
        int question = text.indexOf('?', colon);
        String path = question < 0 ? text.substring(colon + 1) : text.substring(colon + 1, question);
        String query = question < 0 ? "" : text.substring(question + 1);
        return new KeyProviderUri(text.substring(0, colon), decode(path, "the path"), options(query));
    }

    /** The value of an option, if it was given. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /**
     * Refuses options that the provider does not know.
     *
     * @throws InvalidProviderUriException when an option has another name than these; it names the nearest
     */
    public void requireOptionsAmong(Set<String> known) {
        for (String name : options.keySet()) {
            if (!known.contains(name)) {
                throw new InvalidProviderUriException("the key service " + scheme + " has no option '" + name
                        + "'; did you mean '" + NearestName.of(name, known) + "'? It knows "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** Scheme, path and the options' names; no value, which may point at secrets. */
    @Override
    public String toString() {
        return scheme + ":" + path + (options.isEmpty() ? "" : "?" + String.join("&", options.keySet()));
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return options;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), "an option's name");
            refuseSecret(name);
            if (equals < 1) {
                // A bare word may well be a misplaced secret: it is not repeated.
                throw new InvalidProviderUriException(
                        "after the question mark, the name of a key service has options of "
                                + "the form name=value, joined by &; one of them has no name or no value");
            }
            if (options.put(name, decode(pair.substring(equals + 1), "the option " + name)) != null) {
                throw new InvalidProviderUriException("the option " + name + " is given twice: give it once");
            }
        }
        return options;
    }

    private static void refuseSecret(String name) {
        if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new InvalidProviderUriException("the option " + name + " would put a secret into a URL, which logs, "
                    + "process lists and error messages show: put it where the provider's other options can name it: a file "
                    + "(passphraseFile=/path, keyFile=/path), an environment variable (passphraseEnv=NAME), a profile");
        }
    }

    private static String decode(String encoded, String what) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); ) {
            if (encoded.charAt(i) == '%') {
                bytes.write(octet(encoded, i, what));
                i += 3;
            } else {
                int next = encoded.indexOf('%', i);
                String plain = encoded.substring(i, next < 0 ? encoded.length() : next);
                bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
                i += plain.length();
            }
        }
        return utf8(bytes.toByteArray(), what);
    }

    private static int octet(String encoded, int percent, String what) {
        int high = percent + 1 < encoded.length() ? Character.digit(encoded.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < encoded.length() ? Character.digit(encoded.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new InvalidProviderUriException("in the name of a key service, " + what
                    + " has a % that two hexadecimal digits do not follow: " + "write a percent sign as %25");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new InvalidProviderUriException(
                    "in the name of a key service, " + what + " is not UTF-8 after percent-decoding");
        }
    }
}
