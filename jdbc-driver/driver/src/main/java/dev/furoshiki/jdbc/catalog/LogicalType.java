package dev.furoshiki.jdbc.catalog;

import java.util.Optional;

/**
 * What the application sees of an encrypted column.
 *
 * @param valueType decides the codec
 * @param declaration the type as it was declared, normalized as PostgreSQL's {@code format_type} writes it, such as
 *     {@code character varying(11)}
 * @param precision characters of a {@code character(n)} or {@code character varying(n)}, digits of a {@code numeric(p,s)},
 *     fraction digits of a timestamp (6 where none was declared); 0 where the type has no limit
 * @param scale digits after the point of a {@code numeric(p,s)}; 0 elsewhere
 */
public record LogicalType(ValueType valueType, String declaration, int precision, int scale) {

    /**
     * Reads a type as it is written in SQL: {@code varchar(11)}, {@code NUMERIC(15, 2)}, {@code timestamptz}, ...
     *
     * @return empty for a type that cannot be encrypted, or is none
     */
    public static Optional<LogicalType> parse(String text) {
        return TypeDeclaration.parse(text);
    }

    /** Whether it is {@code character(n)}, whose trailing spaces mean nothing. */
    public boolean blankPadded() {
        return declaration.startsWith("character(");
    }

    /** Whether it is {@code numeric} without precision and scale: 1.0 and 1.00 are then equal but not the same. */
    public boolean unconstrainedDecimal() {
        return valueType == ValueType.DECIMAL && precision == 0;
    }
}
