package dev.furoshiki.jdbc.sql.text;

/** Whose SQL a statement is written in. */
public enum Dialect {
    POSTGRESQL,
    /** MySQL and MariaDB, which divide a text alike. */
    MYSQL,
    H2
}
