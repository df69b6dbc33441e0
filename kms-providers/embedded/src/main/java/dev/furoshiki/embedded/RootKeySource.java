package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a key store's root key comes from: a passphrase (file, environment variable, or given) or a key file. Thread-safe.
 *
 * <p>Read once, when the store is opened. {@code toString} names the place, never what lies there.
 */
public final class RootKeySource {

    private static final int LONGEST_PASSPHRASE_BYTES = 64 * 1024;

    /** What kind of secret it is; the names stand in the store. */
    enum Kind {
        PASSPHRASE,
        KEY_FILE
    }

    private final Kind kind;
    private final String place;
    private final Reader reader;

    private RootKeySource(Kind kind, String place, Reader reader) {
        this.kind = kind;
        this.place = place;
        this.reader = reader;
    }

    /** A passphrase in a file: its bytes, without the line break at the end. */
    public static RootKeySource passphraseFile(Path file) {
        return new RootKeySource(
                Kind.PASSPHRASE,
                "passphrase file " + file,
                () -> withoutLineBreak(read(file, LONGEST_PASSPHRASE_BYTES)));
    }

    /** A passphrase in an environment variable. */
    public static RootKeySource passphraseEnvironment(String variable) {
        return new RootKeySource(Kind.PASSPHRASE, "passphrase in the environment variable " + variable, () -> {
            String value = System.getenv(variable);
            return value == null ? new byte[0] : requireDecoded(variable, value).getBytes(StandardCharsets.UTF_8);
        });
    }

    /** Java puts U+FFFD for what the locale cannot read: then any two passphrases of one length could be the same. */
    private static String requireDecoded(String variable, String value) {
        if (value.indexOf('\ufffd') >= 0) {
            throw new RootKeyUnavailableException(
                    "the passphrase in the environment variable " + variable + " holds bytes that the locale of this "
                            + "process cannot read: set LC_ALL to a UTF-8 locale such as C.UTF-8, or put the passphrase "
                            + "into a file (passphraseFile=/path)",
                    null);
        }
        return value;
    }

    /** A passphrase that the application has, as UTF-8 bytes; it stays the caller's, who closes it after opening the store. */
    public static RootKeySource passphrase(SecretBytes passphrase) {
        return new RootKeySource(Kind.PASSPHRASE, "passphrase given", passphrase::toByteArray);
    }

    /** A file of exactly 32 random bytes, such as {@code head -c 32 /dev/urandom > file} makes. */
    public static RootKeySource keyFile(Path file) {
        return new RootKeySource(Kind.KEY_FILE, "key file " + file, () -> {
            byte[] key = read(file, RootKey.SIZE_BYTES);
            if (key.length != RootKey.SIZE_BYTES) {
                Arrays.fill(key, (byte) 0);
                throw new RootKeyUnavailableException(
                        "the key file " + file + " has " + key.length + " bytes, but a root key has 32: make one with "
                                + "'head -c 32 /dev/urandom'",
                        null);
            }
            return key;
        });
    }

    Kind kind() {
        return kind;
    }

    /**
     * The passphrase's or key file's bytes.
     *
     * @throws RootKeyUnavailableException when there are none; it names the place
     */
    SecretBytes read() {
        byte[] bytes = reader.read();
        if (bytes.length == 0) {
            throw new RootKeyUnavailableException(
                    "the " + place + " is absent or empty: put the passphrase of the key store there", null);
        }
        return SecretBytes.takeOver(bytes);
    }

    @Override
    public String toString() {
        return place;
    }

    /** Reads no further than one byte too many, so that a device does not fill the memory; keeps no other copy. */
    private static byte[] read(Path file, int mostBytes) {
        byte[] buffer = new byte[mostBytes + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int size = in.readNBytes(buffer, 0, buffer.length);
            if (size > mostBytes) {
                throw new RootKeyUnavailableException(
                        "the file " + file + " has more than the " + mostBytes
                                + " bytes that belong there: name the right file",
                        null);
            }
            return Arrays.copyOf(buffer, size);
        } catch (IOException unreadable) {
            throw new RootKeyUnavailableException(
                    "the file " + file + " that holds the key store's secret cannot be read ("
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
        byte[] passphrase = Arrays.copyOf(bytes, end);
        Arrays.fill(bytes, (byte) 0);
        return passphrase;
    }

    private interface Reader {
        byte[] read();
    }
}
