package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What the cells of a domain are bound to: its id, and the type of its values. Immutable. */
final class CellScope {

    private final byte[] domainId;
    private final int typeCode;

    private CellScope(byte[] domainId, int typeCode) {
        this.domainId = domainId;
        this.typeCode = typeCode;
    }

    static CellScope of(EncryptedColumn column) {
        return new CellScope(
                HexFormat.of().parseHex(column.domain().id()),
                column.type().valueType().code());
    }

    /** The 16 bytes themselves, not a copy. */
    byte[] domainId() {
        return domainId;
    }

    int typeCode() {
        return typeCode;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CellScope that && typeCode == that.typeCode && Arrays.equals(domainId, that.domainId);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(domainId) + typeCode;
    }
}
