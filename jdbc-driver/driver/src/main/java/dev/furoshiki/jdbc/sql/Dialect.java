package dev.furoshiki.jdbc.sql;

/** Whose SQL a statement is written in. */
public enum Dialect {
    POSTGRESQL
}
