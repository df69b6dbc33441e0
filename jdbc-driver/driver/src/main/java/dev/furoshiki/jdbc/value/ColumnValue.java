package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of an encrypted column in the exact bytes that its cell holds (docs/formats/canonical-values-v1.md).
 *
 * <p>Immutable as long as nobody writes to the array, which is shared, not copied: one is made for every cell. Its
 * {@code toString} shows no value.
 */
public final class ColumnValue {

    private static final byte[] NO_BYTES = {};

    private final ValueType type;
    private final byte @Nullable [] bytes;
    private final boolean unmatchable;

    private ColumnValue(ValueType type, byte @Nullable [] bytes, boolean unmatchable) {
        this.type = type;
        this.bytes = bytes;
        this.unmatchable = unmatchable;
    }

    /** SQL NULL. */
    public static ColumnValue nullOf(ValueType type) {
        return new ColumnValue(type, null, false);
    }

    /** A compared value that no cell of the type can equal, such as 3.5 among integers; it is never stored. */
    public static ColumnValue unmatchable(ValueType type) {
        return new ColumnValue(type, NO_BYTES, true);
    }

    /**
     * A value.
     *
     * @param bytes taken over, not copied
     */
    public static ColumnValue of(ValueType type, byte[] bytes) {
        return new ColumnValue(type, bytes, false);
    }

    public ValueType type() {
        return type;
    }

    public boolean isNull() {
        return bytes == null;
    }

    public boolean isUnmatchable() {
        return unmatchable;
    }

    /** The exact bytes themselves, not a copy. */
    public byte[] bytes() {
        if (bytes == null || unmatchable) {
            throw new IllegalStateException("there are no bytes of " + this);
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ColumnValue that
                && type == that.type
                && unmatchable == that.unmatchable
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type + (isNull() ? " null" : unmatchable ? " unmatchable value" : " value");
    }
}
