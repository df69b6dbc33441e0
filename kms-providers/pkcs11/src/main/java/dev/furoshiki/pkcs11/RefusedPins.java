package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The wrong PINs that this process has tried, as MACs under a key that dies with it: an application that opens its key
 * service again and again, as pools of connections do, must not lock the token with one wrong PIN. Thread-safe.
 */
final class RefusedPins {

    private static final Prf MARKS = freshMarks();
    private static final Set<ByteBuffer> REFUSED = ConcurrentHashMap.newKeySet();

    private RefusedPins() {}

    /** A PIN about to be tried. */
    record Attempt(ByteBuffer mark) {

        boolean wasRefused() {
            return REFUSED.contains(mark);
        }

        void refused() {
            REFUSED.add(mark);
        }
    }

    static Attempt of(TokenInfo token, SecretBytes pin) {
        byte[] name = (token.label() + "\n" + token.serial() + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] input = Arrays.copyOf(name, name.length + pin.sizeBytes());
        try {
            pin.read(bytes -> {
                System.arraycopy(bytes, 0, input, name.length, bytes.length);
                return name;
            });
            return new Attempt(ByteBuffer.wrap(MARKS.compute(input)).asReadOnlyBuffer());
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    private static Prf freshMarks() {
        try (SecretBytes key = SecretBytes.random(32)) {
            return Prf.hmacSha256(key);
        }
    }
}
