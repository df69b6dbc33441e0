package dev.furoshiki.jdbc.explanation;

import java.util.Locale;

/** What the server gets of a value. */
public enum EncryptedForm {
    /** The value itself. */
    PLAIN,
    /** A cell that differs from every other, also where the values are equal. */
    RANDOMIZED_CELL,
    /** A cell that equals those of equal values in its domain. */
    DETERMINISTIC_CELL,
    /** 16 bytes of an HMAC of the value, by which the server compares randomized cells. */
    EQUALITY_INDEX;

    /** In words, as {@code EXPLAIN ENCRYPTION} shows it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
