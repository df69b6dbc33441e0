package dev.furoshiki.jdbc.sql.tree;

/** An expression to sort by, with its direction. */
public record SortKey(Span span, Expression expression) implements Node {}
