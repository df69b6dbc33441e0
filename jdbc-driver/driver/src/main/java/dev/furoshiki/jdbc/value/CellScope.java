package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a domain are bound to: its id, and the type of its values.
 *
 * @param domain the domain's id in hexadecimal digits, as the catalogue has it: a scope is looked up by for each column of an
 *     execution, and read only where a key is derived
 */
record CellScope(String domain, int typeCode) {

    static CellScope of(EncryptedColumn column) {
        return new CellScope(column.domain().id(), column.type().valueType().code());
    }

    /** The 16 bytes of the domain's id. */
    byte[] domainId() {
        return HexFormat.of().parseHex(domain);
    }

    // By hand, since those of a record are slow where each execution asks for them.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CellScope that && typeCode == that.typeCode && domain.equals(that.domain);
    }

    @Override
    public int hashCode() {
        return 31 * domain.hashCode() + typeCode;
    }
}
