package dev.furoshiki.jdbc.sql.guard;

/** Columns' places in PostgreSQL's statements. Stateless. */
final class PostgresColumnPlaces extends WordsBeforeColumns {}
