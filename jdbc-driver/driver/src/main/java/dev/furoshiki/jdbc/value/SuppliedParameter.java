package dev.furoshiki.jdbc.value;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as pgjdbc would send it: a PostgreSQL type and a value of it. Which type a setter gives decides what the
 * server does with the value, so that is kept apart from the value itself. Shows no value.
 */
final class SuppliedParameter {

    /** PostgreSQL's types, as far as setters give them. */
    enum Kind {
        BOOLEAN("boolean"),
        INTEGER("an integer type"),
        REAL("real"),
        DOUBLE("double precision"),
        NUMERIC("numeric"),
        TEXT("text"),
        VARCHAR("character varying"),
        CHARACTER("character"),
        /** Text without a type, which the server reads as the column's own type. */
        UNTYPED("text without a type"),
        BYTES("bytea"),
        DATE("date"),
        TIMESTAMP("timestamp without time zone"),
        TIMESTAMP_WITH_TIME_ZONE("timestamp with time zone"),
        /** {@link java.sql.Timestamp}: fields and offset, without a type. */
        UNTYPED_TIMESTAMP("a timestamp without a type"),
        /** {@link java.sql.Date}: the same without a time of day. */
        UNTYPED_DATE("a date without a type"),
        UUID("uuid");

        private final String typeName;

        Kind(String typeName) {
            this.typeName = typeName;
        }

        String typeName() {
            return typeName;
        }
    }

    private final Kind kind;
    private final long number;
    private final double real;
    private final @Nullable Object object;

    private SuppliedParameter(Kind kind, long number, double real, @Nullable Object object) {
        this.kind = kind;
        this.number = number;
        this.real = real;
        this.object = object;
    }

    static SuppliedParameter ofBoolean(boolean value) {
        return new SuppliedParameter(Kind.BOOLEAN, value ? 1 : 0, 0, null);
    }

    static SuppliedParameter ofInteger(long value) {
        return new SuppliedParameter(Kind.INTEGER, value, 0, null);
    }

    static SuppliedParameter ofReal(float value) {
        return new SuppliedParameter(Kind.REAL, 0, value, null);
    }

    static SuppliedParameter ofDouble(double value) {
        return new SuppliedParameter(Kind.DOUBLE, 0, value, null);
    }

    static SuppliedParameter ofNumeric(BigDecimal value) {
        return new SuppliedParameter(Kind.NUMERIC, 0, 0, value);
    }

    static SuppliedParameter ofText(Kind kind, String value) {
        return new SuppliedParameter(kind, 0, 0, value);
    }

    static SuppliedParameter ofBytes(byte[] value) {
        return new SuppliedParameter(Kind.BYTES, 0, 0, value);
    }

    /** @param days as {@link PostgresTime} counts them */
    static SuppliedParameter ofDate(int days) {
        return new SuppliedParameter(Kind.DATE, days, 0, null);
    }

    /** @param micros as {@link PostgresTime} counts them */
    static SuppliedParameter ofTimestamp(Kind kind, long micros) {
        return new SuppliedParameter(kind, micros, 0, null);
    }

    static SuppliedParameter ofUntyped(Kind kind, LocalDateTime fields, int offsetSeconds) {
        return new SuppliedParameter(kind, offsetSeconds, 0, fields);
    }

    static SuppliedParameter ofUuid(UUID value) {
        return new SuppliedParameter(Kind.UUID, 0, 0, value);
    }

    Kind kind() {
        return kind;
    }

    boolean truth() {
        return number != 0;
    }

    /** Of INTEGER, DATE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE; the offset in seconds of the untyped ones. */
    long number() {
        return number;
    }

    double real() {
        return real;
    }

    BigDecimal numeric() {
        return payload(BigDecimal.class);
    }

    String text() {
        return payload(String.class);
    }

    byte[] bytes() {
        return payload(byte[].class);
    }

    LocalDateTime fields() {
        return payload(LocalDateTime.class);
    }

    UUID uuid() {
        return payload(UUID.class);
    }

    private <T> T payload(Class<T> type) {
        T payload = type.cast(object);
        if (payload == null) {
            throw new IllegalStateException("a parameter of " + kind + " holds no " + type.getSimpleName());
        }
        return payload;
    }

    @Override
    public String toString() {
        return "SuppliedParameter[" + kind + "]";
    }
}
