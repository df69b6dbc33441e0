package dev.furoshiki.jdbc.sql.guard;

/** Columns' places in H2's statements. Stateless. */
final class H2ColumnPlaces extends WordsBeforeColumns {}
