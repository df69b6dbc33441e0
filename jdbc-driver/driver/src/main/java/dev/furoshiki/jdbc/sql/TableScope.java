package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.parse.ParserText;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The one table of a statement, and what the names in it mean there. Immutable.
 *
 * @param alias as the server stores it; empty where the table goes by its own name
 */
record TableScope(SqlText statement, TableColumns table, Optional<String> alias) {

    /** What the server computes without parentheses, and the parser takes for names. */
    private static final Set<String> FUNCTIONS = Set.of(
            "CURRENT_CATALOG",
            "CURRENT_DATE",
            "CURRENT_ROLE",
            "CURRENT_SCHEMA",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURRENT_USER",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "SESSION_USER",
            "SYSTEM_USER",
            "USER");

    private static final Set<String> SYSTEM_COLUMNS = Set.of("cmax", "cmin", "ctid", "tableoid", "xmax", "xmin");

    /** A name in the text, from its first token to its last. */
    record Name(int first, int last, List<String> parts) {

        String simple() {
            return parts.get(parts.size() - 1);
        }
    }

    /** A column where it is named. */
    record Column(Name name, Optional<EncryptedColumn> encrypted) {}

    static Name name(SqlText statement, SqlIdentifier identifier) {
        List<String> parts = new ArrayList<>();
        int first = -1;
        int last = -1;
        for (int i = 0; i < identifier.names.size(); i++) {
            last = statement.indexAt(
                    ParserText.offset(identifier.getComponentParserPosition(i).getColumnNum()));
            first = i == 0 ? last : first;
            parts.add(statement.name(last));
        }
        if (first < 0 || last != first + 2 * (parts.size() - 1)) {
            throw new IllegalStateException("a name is not where the parser says");
        }
        return new Name(first, last, parts);
    }

    /**
     * What a name means.
     *
     * @throws java.sql.SQLSyntaxErrorException (42703) where the table has no such column
     */
    Column column(SqlIdentifier identifier) throws SQLException {
        Name name = name(statement, identifier);
        requireThisTable(name);
        if (!table.columnNames().contains(name.simple())) {
            if (SYSTEM_COLUMNS.contains(name.simple())) {
                return new Column(name, Optional.empty());
            }
            if (name.parts().size() == 1 && FUNCTIONS.contains(statement.word(name.first()))) {
                return new Column(name, Optional.empty());
            }
            if (name.parts().size() == 1 && isThisTable(name.parts())) {
                throw Refusals.table(
                        table.name(), "its row as a whole cannot be used", "name the columns, or write " + "*");
            }
            throw SyntaxErrors.noColumn(name.simple(), table.name());
        }
        return new Column(name, table.encryptedColumn(name.simple()));
    }

    /** The encrypted column that a node names, if it names one. */
    Optional<Column> encryptedColumn(@Nullable SqlNode node) throws SQLException {
        if (!(node instanceof SqlIdentifier identifier) || identifier.isStar()) {
            return Optional.empty();
        }
        Column column = column(identifier);
        return column.encrypted().isPresent() ? Optional.of(column) : Optional.empty();
    }

    void requireThisTable(Name name) throws SQLException {
        List<String> qualifier = name.parts().subList(0, name.parts().size() - 1);
        if (!qualifier.isEmpty() && !isThisTable(qualifier)) {
            throw Refusals.table(
                    table.name(),
                    String.join(".", name.parts()) + " is no column of the only table of this statement",
                    "name the columns by " + correlation());
        }
    }

    private boolean isThisTable(List<String> parts) {
        if (parts.size() == 1) {
            return parts.get(0).equals(correlation());
        }
        return alias.isEmpty()
                && parts.size() == 2
                && parts.get(0).equals(table.name().schema())
                && parts.get(1).equals(table.name().table());
    }

    private String correlation() {
        return alias.orElse(table.name().table());
    }
}
