package dev.furoshiki.jdbc.sql.tree;

/** A part of a statement. Its children's tokens are among its own, in order, and no two children share one. */
public sealed interface Node
        permits Statement, Query, Relation, Expression, Cte, SelectItem, SortKey, Assignment, OnConflict, MergeAction {

    Span span();
}
