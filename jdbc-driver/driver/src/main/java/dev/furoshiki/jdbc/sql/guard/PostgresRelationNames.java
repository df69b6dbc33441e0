package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.Set;

/** PostgreSQL's relations. Stateless. */
final class PostgresRelationNames implements RelationNames {

    private static final Set<String> STATISTICS = Set.of(
            "pg_stats",
            "pg_statistic",
            "pg_stats_ext",
            "pg_stats_ext_exprs",
            "pg_statistic_ext_data",
            "pg_largeobject",
            "pg_stat_statements");

    /** Where the server keeps long values. */
    private static final String TOAST = "pg_toast_";

    @Override
    public boolean isOpaque(String storedName) {
        return STATISTICS.contains(storedName) || storedName.startsWith(TOAST);
    }

    @Override
    public boolean isQualified(SqlText statement, int index) {
        return statement.isSymbol(index - 1, ".") && statement.isName(index - 2);
    }
}
