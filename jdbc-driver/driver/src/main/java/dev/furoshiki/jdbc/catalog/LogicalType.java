package dev.furoshiki.jdbc.catalog;

/**
 * What the application sees of an encrypted column.
 *
 * @param valueType decides the codec
 * @param declaration the type as it was declared, normalized for the database, such as {@code character varying(11)}
 * @param precision characters, digits, bytes or fraction digits of a timestamp; 0 where the type has none
 * @param scale digits after the point of a DECIMAL; 0 elsewhere
 */
public record LogicalType(ValueType valueType, String declaration, int precision, int scale) {}
