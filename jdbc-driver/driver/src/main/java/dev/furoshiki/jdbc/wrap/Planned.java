package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;

/**
 * A statement's plan and what it was made from.
 *
 * @param text what was analysed: the application's text, JDBC escapes replaced
 * @param catalog the snapshot it was held against
 */
record Planned(String text, StatementPlan plan, Catalog catalog) {}
