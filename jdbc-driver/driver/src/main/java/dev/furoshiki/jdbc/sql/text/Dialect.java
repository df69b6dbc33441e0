package dev.furoshiki.jdbc.sql.text;

/** Whose SQL a statement is written in. */
public enum Dialect {
    POSTGRESQL
}
