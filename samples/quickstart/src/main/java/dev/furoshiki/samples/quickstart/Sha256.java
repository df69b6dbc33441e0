package dev.furoshiki.samples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is read. */
final class Sha256 {

    private final MessageDigest digest = newDigest();

    /** A stream whose bytes count. */
    InputStream over(InputStream stream) {
        return new DigestInputStream(stream, digest);
    }

    /** Of all that has been read until now, in hex. */
    String value() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of a stream, which is read to its end and closed. */
    static String of(InputStream stream) throws IOException {
        Sha256 checksum = new Sha256();
        try (InputStream counted = checksum.over(stream)) {
            counted.transferTo(OutputStream.nullOutputStream());
        }
        return checksum.value();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
