package dev.furoshiki.kms;

import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a provider finds the secret that unlocks its keys: a file, or an environment variable. Stateless.
 *
 * <p>What is read is the caller's to zero; no other copy is kept of what a file holds. Messages name the place, never what lies
 * there.
 */
public final class SecretPlace {

    private SecretPlace() {}

    /**
     * All bytes of a file.
     *
     * @param what the secret is, for messages: "PIN"
     * @param mostBytes no more than one byte beyond is read, so that a device does not fill the memory
     * @throws RootKeyUnavailableException when it cannot be read, or has more
     */
    public static byte[] file(String what, Path file, int mostBytes) {
        byte[] buffer = new byte[mostBytes + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int size = in.readNBytes(buffer, 0, buffer.length);
            if (size > mostBytes) {
                throw new RootKeyUnavailableException(
                        "the " + what + " file " + file + " has more than the " + mostBytes
                                + " bytes that belong there: name the right file",
                        null);
            }
            return Arrays.copyOf(buffer, size);
        } catch (IOException unreadable) {
            throw new RootKeyUnavailableException(
                    "the " + what + " file " + file + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + "): correct the path or its permissions",
                    unreadable);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Likewise without the line break at the end, LF or CR LF, if it ends in one. */
    public static byte[] textFile(String what, Path file, int mostBytes) {
        byte[] bytes = file(what, file, mostBytes);
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
            if (end > 0 && bytes[end - 1] == '\r') {
                end--;
            }
        }
        byte[] text = Arrays.copyOf(bytes, end);
        Arrays.fill(bytes, (byte) 0);
        return text;
    }

    /**
     * The UTF-8 bytes of an environment variable; none when it is not set.
     *
     * @param fileOption what names a file instead, for messages: "pinFile"
     * @throws RootKeyUnavailableException when Java could not read all of it: it puts U+FFFD for what the locale lacks, and
     *     then any two secrets of one length could be the same
     */
    public static byte[] variable(String what, String variable, String fileOption) {
        String value = System.getenv(variable);
        if (value == null) {
            return new byte[0];
        }
        if (value.indexOf('\ufffd') >= 0) {
            throw new RootKeyUnavailableException(
                    "the " + what + " in the environment variable " + variable + " holds bytes that the locale of this "
                            + "process cannot read: set LC_ALL to a UTF-8 locale such as C.UTF-8, or put the " + what
                            + " into a file (" + fileOption + "=/path)",
                    null);
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
