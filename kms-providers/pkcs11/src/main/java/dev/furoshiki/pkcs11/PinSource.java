package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
        return new PinSource("PIN file " + file, () -> withoutLineBreak(read(file)));
    }

    /** A PIN in an environment variable, as UTF-8. */
    public static PinSource environment(String variable) {
        return new PinSource("PIN in the environment variable " + variable, () -> {
            String value = System.getenv(variable);
            return value == null ? new byte[0] : requireDecoded(variable, value).getBytes(StandardCharsets.UTF_8);
        });
    }

    /**
     * A PIN that the application has, as UTF-8 bytes.
     *
     * @param pin stays the caller's, who closes it after the key service: it is read again when the token was away
     */
    public static PinSource of(SecretBytes pin) {
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

    /** Java puts U+FFFD for what the locale cannot read, and a token counts each wrong PIN. */
    private static String requireDecoded(String variable, String value) {
        if (value.indexOf('\ufffd') >= 0) {
            throw new RootKeyUnavailableException(
                    "the PIN in the environment variable " + variable + " holds bytes that the locale of this process "
                            + "cannot read: set LC_ALL to a UTF-8 locale such as C.UTF-8, or put the PIN into a file "
                            + "(pinFile=/path)",
                    null);
        }
        return value;
    }

    /** Reads no further than one byte too many, so that a device does not fill the memory; keeps no other copy. */
    private static byte[] read(Path file) {
        byte[] buffer = new byte[LONGEST_PIN_BYTES + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int size = in.readNBytes(buffer, 0, buffer.length);
            if (size > LONGEST_PIN_BYTES) {
                throw new RootKeyUnavailableException(
                        "the PIN file " + file + " has more than " + LONGEST_PIN_BYTES
                                + " bytes, which is no PIN: name the right file",
                        null);
            }
            return Arrays.copyOf(buffer, size);
        } catch (IOException unreadable) {
            throw new RootKeyUnavailableException(
                    "the PIN file " + file + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + "): correct the path or its permissions",
                    unreadable);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    private static byte[] withoutLineBreak(byte[] bytes) {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
            if (end > 0 && bytes[end - 1] == '\r') {
                end--;
            }
        }
        byte[] pin = Arrays.copyOf(bytes, end);
        Arrays.fill(bytes, (byte) 0);
        return pin;
    }

    private interface Reader {
        byte[] read();
    }
}
