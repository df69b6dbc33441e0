package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.kms.SecretPlace;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the PIN of a token's user comes from: a file, an environment variable, or given. Thread-safe.
 *
 * <p>Read for each login, which is one when the service is opened, and one whenever the token was away; zeroed after it.
 * {@code toString} names the place, never what lies there.
 */
public final class PinSource {

    /** Far more than any token takes. */
    private static final int LONGEST_PIN_BYTES = 1024;

    private final String place;
    private final Reader reader;

    private PinSource(String place, Reader reader) {
        this.place = place;
        this.reader = reader;
    }

    /** A PIN in a file: its bytes, without the line break at the end. */
    public static PinSource file(Path file) {
        Objects.requireNonNull(file, "file");
        return new PinSource("PIN file " + file, () -> SecretPlace.textFile("PIN", file, LONGEST_PIN_BYTES));
    }

    /** A PIN in an environment variable, as UTF-8. */
    public static PinSource environment(String variable) {
        Objects.requireNonNull(variable, "variable");
        return new PinSource(
                "PIN in the environment variable " + variable, () -> SecretPlace.variable("PIN", variable, "pinFile"));
    }

    /**
     * A PIN that the application has, as UTF-8 bytes.
     *
     * @param pin stays the caller's, who closes it after the key service: it is read again when the token was away
     */
    public static PinSource of(SecretBytes pin) {
        Objects.requireNonNull(pin, "pin");
        return new PinSource("PIN given", pin::toByteArray);
    }

    /**
     * The PIN; the caller closes it.
     *
     * @throws RootKeyUnavailableException when there is none; it names the place
     */
    SecretBytes read() {
        byte[] bytes = reader.read();
        if (bytes.length == 0) {
            throw new RootKeyUnavailableException(
                    "the " + place + " is absent or empty: put the PIN of the token's user there", null);
        }
        return SecretBytes.takeOver(bytes);
    }

    @Override
    public String toString() {
        return place;
    }

    private interface Reader {
        byte[] read();
    }
}
