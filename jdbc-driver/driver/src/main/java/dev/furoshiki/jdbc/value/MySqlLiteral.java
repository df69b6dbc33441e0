package dev.furoshiki.jdbc.value;

import java.math.BigDecimal;

/** A parameter as the drivers of MariaDB and MySQL write it into a statement: which kind of constant decides what it means. */
sealed interface MySqlLiteral {

    /** What messages call it. */
    String kind();

    /** Digits, with or without a point: exact. */
    record Exact(BigDecimal value) implements MySqlLiteral {
        @Override
        public String kind() {
            return "a number";
        }

        @Override
        public String toString() {
            return "Exact";
        }
    }

    /** Digits with an exponent. */
    record Approximate(double value) implements MySqlLiteral {
        @Override
        public String kind() {
            return "a floating-point number";
        }

        @Override
        public String toString() {
            return "Approximate";
        }
    }

    /** Text in quotes: also dates, times and UUIDs. */
    record Text(String value) implements MySqlLiteral {
        @Override
        public String kind() {
            return "text";
        }

        @Override
        public String toString() {
            return "Text";
        }
    }

    /** Bytes, marked as such. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] value) implements MySqlLiteral {
        @Override
        public String kind() {
            return "a binary string";
        }

        @Override
        public String toString() {
            return "Bytes";
        }
    }

    /** Java's text of a double has an exponent where it is very large or small; without one it is exact. */
    static MySqlLiteral of(String javaText) {
        return javaText.indexOf('E') >= 0
                ? new Approximate(Double.parseDouble(javaText))
                : new Exact(new BigDecimal(javaText));
    }
}
