package dev.furoshiki.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 that refuses what it cannot give back, where Java's own writes a question mark. Stateless. */
final class Utf8 {

    private Utf8() {}

    /**
     * @param name what the text is, for the message
     * @throws IllegalArgumentException when the text holds half of a surrogate pair
     */
    static byte[] encode(String name, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the " + name + " holds half of a surrogate pair, which is no Unicode text", e);
        }
    }

    /** @param offset where the bytes stood, for the message */
    static String decode(String name, byte[] bytes, int offset) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedCiphertextException(offset, "the " + name + " is not UTF-8");
        }
    }
}
