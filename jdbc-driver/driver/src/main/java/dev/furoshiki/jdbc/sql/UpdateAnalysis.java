package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.SqlNames;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;

/** UPDATE and DELETE of one encrypted table. For one statement. */
final class UpdateAnalysis {

    private final SqlText statement;
    private final TableScope scope;
    private final TextEdits edits;

    private UpdateAnalysis(SqlText statement, TableScope scope) {
        this.statement = statement;
        this.scope = scope;
        this.edits = new TextEdits(statement);
    }

    static Rewritten analyzeUpdate(SqlText statement, SqlNode tree, CatalogNames names) throws SQLException {
        if (!(tree instanceof SqlUpdate update)) {
            throw Refusals.name(TableTarget.firstSuspect(statement, names), "update it alone");
        }
        TableScope scope = TableTarget.target(statement, names, update.getTargetTable(), update.getAlias());
        UpdateAnalysis analysis = new UpdateAnalysis(statement, scope);
        analysis.assignments(update);
        new Conditions(scope, analysis.edits).rewrite(update.getCondition());
        return analysis.plan(Kind.UPDATE);
    }

    static Rewritten analyzeDelete(SqlText statement, SqlNode tree, CatalogNames names) throws SQLException {
        if (!(tree instanceof SqlDelete delete)) {
            throw Refusals.name(TableTarget.firstSuspect(statement, names), "delete from it alone");
        }
        TableScope scope = TableTarget.target(statement, names, delete.getTargetTable(), delete.getAlias());
        UpdateAnalysis analysis = new UpdateAnalysis(statement, scope);
        new Conditions(scope, analysis.edits).rewrite(delete.getCondition());
        return analysis.plan(Kind.DELETE);
    }

    private Rewritten plan(Kind kind) {
        TextEdits.Spliced spliced = edits.apply();
        return new Rewritten(
                kind, spliced.sql(), spliced.parameters(), spliced.applicationParameters(), List.of(), scope.table());
    }

    private void assignments(SqlUpdate update) throws SQLException {
        PlainExpressions plain = new PlainExpressions(scope);
        int at = 0;
        while (!statement.isWord(at, "SET")) {
            at++;
        }
        int count = update.getTargetColumnList().size();
        for (int i = 0; i < count; i++) {
            at++; // SET or a comma
            requireAsParsed(statement.isName(at) && statement.isSymbol(at + 1, "="));
            String name = statement.name(at);
            if (!scope.table().columnNames().contains(name)) {
                throw SyntaxErrors.noColumn(name, scope.table().name());
            }
            int first = at + 2;
            at = endOfValue(first);
            Optional<EncryptedColumn> column = scope.table().encryptedColumn(name);
            if (column.isPresent()) {
                int last = at - 1;
                Assignment.of(statement, edits, column.get(), first, last)
                        .ifPresent(one -> edits.insertAfter(
                                last, ", " + SqlNames.quoted(one.companion()) + " = " + one.text(), one.bindings()));
            } else {
                plain.require(update.getSourceExpressionList().get(i));
            }
            requireAsParsed(
                    i + 1 < count
                            ? statement.isSymbol(at, ",")
                            : at == statement.size() || statement.isWord(at, "WHERE"));
        }
    }

    /** The comma, WHERE or end that follows the value. */
    private int endOfValue(int first) {
        int end = first;
        while (end < statement.size() && !statement.isSymbol(end, ",") && !statement.isWord(end, "WHERE")) {
            end = statement.isAnySymbol(end, "(", "[") ? statement.closing(end) + 1 : end + 1;
        }
        return Math.min(end, statement.size());
    }

    private void requireAsParsed(boolean asParsed) throws SQLException {
        if (!asParsed) {
            throw Refusals.table(
                    scope.table().name(),
                    "its assignments cannot be told apart with certainty",
                    "write SET column = value, column = value");
        }
    }
}
