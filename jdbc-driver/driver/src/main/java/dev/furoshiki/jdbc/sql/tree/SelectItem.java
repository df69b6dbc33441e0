package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.Optional;

/** An expression in a list of result columns, with its label. */
public record SelectItem(Span span, Expression expression, Optional<Name> label) implements Node {}
