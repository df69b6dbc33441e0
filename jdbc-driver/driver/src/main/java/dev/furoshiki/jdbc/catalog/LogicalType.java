package dev.furoshiki.jdbc.catalog;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the application sees of an encrypted column.
 *
 * @param server whose type it is
 * @param valueType decides the codec
 * @param declaration the type as it was declared, normalized: as PostgreSQL's {@code format_type} writes it, such as
 *     {@code character varying(11)}; on MySQL as {@code SHOW CREATE TABLE} does, such as {@code varchar(11) collate
 *     utf8mb4_bin}; on H2 as its information schema does, such as {@code CHARACTER VARYING(11)}
 * @param precision characters of a text of limited length, bytes of a limited binary string, digits of a decimal, fraction
 *     digits of a timestamp; 0 where the type has no limit
 * @param scale digits after the point of a decimal; 0 elsewhere
 */
public record LogicalType(ServerKind server, ValueType valueType, String declaration, int precision, int scale) {

    private static final int UTF8_BYTES = 4;

    /**
     * Reads a type as it is written in PostgreSQL's SQL: {@code varchar(11)}, {@code NUMERIC(15, 2)}, {@code timestamptz}, ...
     *
     * @return empty for a type that cannot be encrypted, or is none
     */
    public static Optional<LogicalType> parse(String text) {
        return parse(ServerKind.POSTGRESQL, text);
    }

    /**
     * Reads a type as it is written in a server's SQL.
     *
     * @return empty for a type that cannot be encrypted, or is none
     */
    public static Optional<LogicalType> parse(ServerKind server, String text) {
        return switch (server) {
            case POSTGRESQL -> PostgresDeclaration.parse(text);
            case MYSQL -> MySqlDeclaration.parse(text);
            case H2 -> H2Declaration.parse(text);
        };
    }

    /** Reads a declaration as it stands in the manifest. */
    static Optional<LogicalType> parseStored(String stored) {
        ServerKind server = ServerKind.ofStored(stored);
        return parse(server, stored.substring(server.declarationPrefix().length()));
    }

    /** The declaration as it stands in the manifest. */
    String stored() {
        return server.declarationPrefix() + declaration;
    }

    /** Whether it is {@code character(n)}, whose values are padded, on PostgreSQL, or cut, with spaces that mean nothing. */
    public boolean blankPadded() {
        return switch (server) {
            case POSTGRESQL -> declaration.startsWith("character(");
            case MYSQL -> declaration.startsWith("char(");
            case H2 -> declaration.startsWith("CHARACTER(");
        };
    }

    /** Whether texts that differ in trailing spaces only are equal, so that an index is computed without those. */
    public boolean ignoresTrailingSpaces() {
        return blankPadded()
                || (server == ServerKind.MYSQL
                        && valueType == ValueType.TEXT
                        && !MySqlDeclaration.isUnpadded(declaration));
    }

    /** Whether the server compares its values with those of the other type by the rule that it compares its own by. */
    public boolean comparesLike(LogicalType other) {
        return server != ServerKind.MYSQL
                || valueType != ValueType.TEXT
                || MySqlDeclaration.collationOf(declaration).equals(MySqlDeclaration.collationOf(other.declaration));
    }

    /** Whether it is {@code numeric} without precision and scale: 1.0 and 1.00 are then equal but not the same. */
    public boolean unconstrainedDecimal() {
        return valueType == ValueType.DECIMAL && precision == 0;
    }

    /** Why equal values need not be the same, so that equal cells cannot be had; empty where they are. */
    Optional<String> equalNotSame() {
        if (unconstrainedDecimal()) {
            return Optional.of("a numeric without precision and scale has many: declare numeric(p,s)");
        }
        if (ignoresTrailingSpaces() && !blankPadded()) {
            return Optional.of("its collation ignores trailing spaces: declare one that does not, such as"
                    + " utf8mb4_nopad_bin on MariaDB and utf8mb4_0900_bin on MySQL");
        }
        return valueType == ValueType.TIMESTAMP_WITH_OFFSET
                ? Optional.of("a timestamp keeps the offset it was written with, which does not count in comparisons")
                : Optional.empty();
    }

    /** Whether it is a text of MySQL that says nothing of how it is compared. */
    boolean lacksCollation() {
        return server == ServerKind.MYSQL
                && valueType == ValueType.TEXT
                && MySqlDeclaration.collationOf(declaration).isEmpty();
    }

    /** The same under a collation; itself where that does not compare by bytes. */
    LogicalType collated(String collation) {
        return MySqlDeclaration.parse(MySqlDeclaration.collated(declaration, collation))
                .filter(type -> type.incomparable().isEmpty())
                .orElse(this);
    }

    /** Whether a CREATE TABLE that gives a column that type, as mappers write it, means this one. */
    boolean isWrittenAs(String written, Optional<String> collation) {
        return (server == ServerKind.MYSQL
                        ? MySqlDeclaration.parseWritten(written, collation, declaration)
                        : parse(server, written))
                .filter(this::isSame)
                .isPresent();
    }

    /** {@code timestamp(6)} is {@code timestamp} on PostgreSQL, and mappers write both. */
    private boolean isSame(LogicalType other) {
        return declaration.equals(other.declaration)
                || ((valueType == ValueType.TIMESTAMP || valueType == ValueType.TIMESTAMP_WITH_TIME_ZONE)
                        && valueType == other.valueType
                        && precision == other.precision);
    }

    /** Why the server's own comparison of such values is none that an index gives; empty where it is. */
    Optional<String> incomparable() {
        return server == ServerKind.MYSQL && valueType == ValueType.TEXT
                ? MySqlDeclaration.incomparable(declaration)
                : Optional.empty();
    }

    /** The most bytes that a cell's plaintext can have; empty where the type sets no limit. */
    OptionalInt maxExactBytes() {
        return switch (valueType) {
            case TEXT -> precision == 0 ? OptionalInt.empty() : times(precision, textBytes());
            case BYTES -> precision == 0 ? OptionalInt.empty() : OptionalInt.of(precision);
            // Sign and digits; a digit takes less than half a byte.
            case DECIMAL -> precision == 0 ? OptionalInt.empty() : OptionalInt.of(4 + precision / 2);
            case SMALLINT -> OptionalInt.of(2);
            case INTEGER, DATE -> OptionalInt.of(4);
            case BIGINT, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> OptionalInt.of(8);
            case TIMESTAMP_WITH_OFFSET -> OptionalInt.of(12);
            case BOOLEAN -> OptionalInt.of(1);
            case UUID -> OptionalInt.of(16);
        };
    }

    /** MySQL counts the length of its TEXT types in bytes. */
    private int textBytes() {
        return server == ServerKind.MYSQL && MySqlDeclaration.countsBytes(declaration) ? 1 : UTF8_BYTES;
    }

    private static OptionalInt times(int characters, int bytes) {
        long product = (long) characters * bytes;
        return product > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) product);
    }
}
