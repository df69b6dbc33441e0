package dev.furoshiki.format;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Name and value pairs that a data key is bound to: authenticated, logged in clear, never secret.
 *
 * <p>Exact, case-sensitive and order-free, as AWS KMS has it. The canonical bytes are those of
 * docs/formats/encryption-context-v1.md. Immutable; hash and bytes are computed once.
 */
public final class EncryptionContext {

    /** What names and values may have together, in UTF-8. */
    public static final int MOST_BYTES = 8192;

    private static final EncryptionContext EMPTY = of(Map.of());

    private final Map<String, String> pairs;
    private final byte[] bytes;
    private final int hash;

    private EncryptionContext(SortedMap<byte[], Map.Entry<String, String>> sorted) {
        Map<String, String> ordered = new LinkedHashMap<>();
        sorted.values().forEach(pair -> ordered.put(pair.getKey(), pair.getValue()));
        this.pairs = Collections.unmodifiableMap(ordered);
        this.bytes = encode(ordered);
        this.hash = Arrays.hashCode(bytes);
    }

    /** The context of no pairs. */
    public static EncryptionContext empty() {
        return EMPTY;
    }

    /** A context of one pair. Throws as {@link #of(Map)} does. */
    public static EncryptionContext of(String name, String value) {
        return of(Map.of(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
    }

    /**
     * A context of these pairs.
     *
     * @throws InvalidEncryptionContextException when a name is empty, a text holds half of a surrogate pair, or all together
     *     have more than {@value #MOST_BYTES} bytes
     */
    public static EncryptionContext of(Map<String, String> pairs) {
        SortedMap<byte[], Map.Entry<String, String>> sorted = new TreeMap<>(Arrays::compareUnsigned);
        long total = 0;
        for (Map.Entry<String, String> pair :
                Objects.requireNonNull(pairs, "pairs").entrySet()) {
            byte[] name = nameBytes(Objects.requireNonNull(pair.getKey(), "name"));
            byte[] value = bytes(
                    "value of " + pair.getKey() + " in an encryption context",
                    Objects.requireNonNull(pair.getValue(), "value"));
            total += name.length + value.length;
            if (total > MOST_BYTES) {
                throw new InvalidEncryptionContextException(
                        "an encryption context has at most " + MOST_BYTES
                                + " bytes in its names and values: bind the key to less",
                        null);
            }
            sorted.put(name, Map.entry(pair.getKey(), pair.getValue()));
        }
        return new EncryptionContext(sorted);
    }

    private static byte[] nameBytes(String name) {
        if (name.isEmpty()) {
            throw new InvalidEncryptionContextException("a name in an encryption context is empty", null);
        }
        return bytes("name in an encryption context", name);
    }

    private static byte[] bytes(String what, String text) {
        try {
            return Utf8.encode(what, text);
        } catch (IllegalArgumentException noText) {
            throw new InvalidEncryptionContextException(noText.getMessage(), noText);
        }
    }

    /**
     * This context with one pair more.
     *
     * @throws InvalidEncryptionContextException when it has the name already, or as {@link #of(Map)} does
     */
    public EncryptionContext with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(pairs);
        if (more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")) != null) {
            throw new InvalidEncryptionContextException("the encryption context has " + name + " already", null);
        }
        return of(more);
    }

    /** The pairs, sorted by the UTF-8 bytes of their names; unmodifiable. */
    public Map<String, String> toMap() {
        return pairs;
    }

    /** A copy of the canonical bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof EncryptionContext that && hash == that.hash && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return pairs.toString();
    }

    private static byte[] encode(Map<String, String> ordered) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.writeInt(ordered.size());
            for (Map.Entry<String, String> pair : ordered.entrySet()) {
                writeString(out, pair.getKey());
                writeString(out, pair.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return buffer.toByteArray();
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
