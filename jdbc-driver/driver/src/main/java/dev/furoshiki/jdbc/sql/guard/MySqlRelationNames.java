package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Set;

/** Relations of MySQL and MariaDB. Stateless. */
final class MySqlRelationNames implements RelationNames {

    private static final Set<String> STATISTICS = Set.of(
            "column_statistics", // MySQL's histograms
            "column_stats", // MariaDB's
            "general_log",
            "slow_log",
            "innodb_ft_index_cache",
            "innodb_ft_index_table",
            "events_statements_current",
            "events_statements_history",
            "events_statements_history_long",
            "events_statements_summary_by_digest",
            "prepared_statements_instances");

    @Override
    public boolean isOpaque(String storedName) {
        return STATISTICS.contains(storedName.toLowerCase(Locale.ROOT));
    }

    /** {@code FROM .t} means a table of the current database: an unquoted word before a dot may be a keyword. */
    @Override
    public boolean isQualified(SqlText statement, int index) {
        boolean escape = statement.isSymbol(index - 3, "{"); // { oj .t }
        if (escape || !statement.isSymbol(index - 1, ".") || !statement.isName(index - 2)) {
            return false;
        }
        boolean adjacent = statement.end(index - 2) == statement.start(index - 1)
                && statement.end(index - 1) == statement.start(index);
        boolean certain = adjacent && statement.is(index, Token.Kind.WORD); // then the server takes it for no keyword
        return statement.is(index - 2, Token.Kind.QUOTED_NAME)
                || certain
                || !MySqlKeywords.mayBe(statement.word(index - 2));
    }
}
