package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProvider;
import dev.furoshiki.kms.KeyProviderUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code pkcs11:/path/to/library.so?token=<label>} with one of {@code pinFile=/path} and {@code pinEnv=NAME};
 * {@code serial=} tells tokens of one label apart, {@code sessions=} says how many operations go on at a time. Stateless.
 */
public final class Pkcs11KeyProvider implements KeyProvider {

    private static final String TOKEN = "token";
    private static final String SERIAL = "serial";
    private static final String PIN_FILE = "pinFile";
    private static final String PIN_ENV = "pinEnv";
    private static final String SESSIONS = "sessions";
    private static final String EXAMPLE = "pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=<label>&pinFile=/path/to/pin";

    @Override
    public String scheme() {
        return Pkcs11KeyService.SCHEME;
    }

    /** @throws InvalidProviderUriException when path or options do not say which token, or which PIN it wants */
    @Override
    public KeyManagementService open(KeyProviderUri uri) {
        uri.requireOptionsAmong(Set.of(TOKEN, SERIAL, PIN_FILE, PIN_ENV, SESSIONS));
        if (uri.path().isEmpty()) {
            throw new InvalidProviderUriException(
                    "the PKCS#11 key service needs the path of the token's library, such as " + EXAMPLE);
        }
        Pkcs11KeyService.Builder builder = Pkcs11KeyService.builder(path(uri.path(), "the path of the library"))
                .token(uri.option(TOKEN)
                        .filter(label -> !label.isEmpty())
                        .orElseThrow(() -> new InvalidProviderUriException(
                                "the PKCS#11 key service needs the token's label, such as " + EXAMPLE)))
                .pin(pin(uri));
        uri.option(SERIAL).ifPresent(builder::serial);
        uri.option(SESSIONS).ifPresent(number -> builder.sessions(number(number)));
        return builder.open();
    }

    private static PinSource pin(KeyProviderUri uri) {
        List<PinSource> sources = new ArrayList<>();
        uri.option(PIN_FILE).ifPresent(file -> sources.add(PinSource.file(path(file, PIN_FILE))));
        uri.option(PIN_ENV).ifPresent(name -> sources.add(PinSource.environment(name)));
        if (sources.size() != 1) {
            throw new InvalidProviderUriException(
                    "the PKCS#11 key service takes exactly one of pinFile=/path and pinEnv=NAME, not "
                            + sources.size());
        }
        return sources.get(0);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new InvalidProviderUriException("the option sessions is a whole number, such as 8");
        }
    }

    private static Path path(String text, String what) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new InvalidProviderUriException(what + " is no path on this system: " + invalid.getReason());
        }
    }
}
