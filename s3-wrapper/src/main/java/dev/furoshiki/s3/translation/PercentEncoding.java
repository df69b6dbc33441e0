package dev.furoshiki.s3.translation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys as URLs and headers have them: percent-encoded UTF-8. Stateless. */
final class PercentEncoding {

    private PercentEncoding() {}

    /**
     * Decodes a key, strictly: what a lenient decoder replaces would be another key than the store reads. A plus stays one.
     *
     * @throws IllegalArgumentException when it is no percent-encoded UTF-8
     */
    static String decode(String encoded) {
        try {
            ByteBuffer in = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(encoded));
            ByteBuffer decoded = ByteBuffer.allocate(in.remaining());
            while (in.hasRemaining()) {
                byte next = in.get();
                decoded.put(next == '%' ? octet(in) : next);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }

    private static byte octet(ByteBuffer in) {
        if (in.remaining() < 2) {
            throw new IllegalArgumentException("it ends within a percent-encoded byte");
        }
        return (byte) (HexFormat.fromHexDigit(in.get()) << 4 | HexFormat.fromHexDigit(in.get()));
    }
}
