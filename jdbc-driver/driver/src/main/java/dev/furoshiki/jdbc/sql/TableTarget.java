package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Finds the one encrypted table that a statement is over. Stateless. */
final class TableTarget {

    private TableTarget() {}

    /** The encrypted table that a name in a table's place means, if it means one. */
    static Optional<TableColumns> table(CatalogNames names, TableScope.Name name) throws SQLException {
        List<String> parts = name.parts();
        if (parts.size() > 1) {
            return names.table(parts.get(parts.size() - 2), name.simple());
        }
        List<TableColumns> named = names.tablesNamed(name.simple());
        if (named.size() > 1) {
            throw Refusals.table(
                    named.get(0).name(),
                    "so has a table of the same name in another schema",
                    "write the schema before the table's name");
        }
        return named.stream().findFirst();
    }

    /** The scope of a statement over the table in a FROM clause. */
    static TableScope from(SqlText statement, CatalogNames names, @Nullable SqlNode from) throws SQLException {
        if (from instanceof SqlBasicCall call
                && call.getKind() == SqlKind.AS
                && call.operandCount() == 2
                && call.operand(0) instanceof SqlIdentifier table) {
            return target(statement, names, table, call.operand(1));
        }
        if (from instanceof SqlIdentifier table) {
            return target(statement, names, table, null);
        }
        throw Refusals.name(firstSuspect(statement, names), "split the statement, or use plain tables only");
    }

    /** The scope of a statement over a table and its alias. */
    static TableScope target(SqlText statement, CatalogNames names, SqlNode target, @Nullable SqlIdentifier alias)
            throws SQLException {
        if (!(target instanceof SqlIdentifier identifier)) {
            throw Refusals.name(firstSuspect(statement, names), "name the table alone");
        }
        TableScope.Name name = TableScope.name(statement, identifier);
        TableColumns table = table(names, name)
                .orElseThrow(() -> Refusals.name(
                        firstSuspect(statement, names), "split the statement, so that each is over one table"));
        Optional<String> aliasName = alias == null
                ? Optional.empty()
                : Optional.of(TableScope.name(statement, alias).simple());
        return new TableScope(statement, table, aliasName);
    }

    static String firstSuspect(SqlText statement, CatalogNames names) {
        return names.suspects(statement).stream()
                .findFirst()
                .filter(statement::isName)
                .map(statement::name)
                .orElse("a name in it");
    }
}
