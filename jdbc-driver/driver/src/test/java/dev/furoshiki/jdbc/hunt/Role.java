package dev.furoshiki.jdbc.hunt;

import org.jspecify.annotations.Nullable;

/** How a column is stored. */
enum Role {
    PLAIN(null),
    RANDOMIZED("TYPE = RANDOMIZED"),
    INDEXED("INDEX = EQUALITY"),
    DETERMINISTIC("TYPE = DETERMINISTIC");

    private final @Nullable String options;

    Role(@Nullable String options) {
        this.options = options;
    }

    /** The clause behind the column's type; empty for a plain one. */
    String clause(String domain) {
        return options == null ? "" : " ENCRYPTED WITH (KEY = 'alias/pii', " + options + ", DOMAIN = " + domain + ")";
    }

    boolean isEncrypted() {
        return this != PLAIN;
    }

    /** Whether the server can compare its values. */
    boolean isComparable() {
        return this == INDEXED || this == DETERMINISTIC;
    }
}
