package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Spliced;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The query of a view that is to be created, as the server has to get it. Stateless. */
public final class ViewCreation {

    private ViewCreation() {}

    /**
     * A query over encrypted tables.
     *
     * @param sql the whole text, with companions behind the columns of the query
     * @param labels what the columns are called, companions left out; where nobody can say, something that none is called
     * @param companions the names of those that are added
     */
    public record Created(TableColumns reached, String sql, List<String> labels, List<String> companions) {

        public Created {
            labels = List.copyOf(labels);
            companions = List.copyOf(companions);
        }
    }

    /**
     * What becomes of the query.
     *
     * @param keyword which of its tokens are words that the server never takes for a column's name
     * @return empty where it reaches no encrypted table
     */
    public static Optional<Created> of(SqlText query, Statement tree, CatalogNames names, IntPredicate keyword)
            throws SQLException {
        Analysis analysis = new Analysis(query, names);
        Rows rows = analysis.writes().write(tree);
        List<Expression> leaves = Lineage.requireJudged(query, tree, analysis);
        if (analysis.reached().isEmpty()) {
            return Optional.empty();
        }
        UnreadNames.refuse(query, leaves, analysis.reached(), keyword);
        TableColumns reached = analysis.reached().iterator().next();
        if (!(tree instanceof Statement.Rows) || !rows.isClosed()) {
            throw Refusals.table(
                    reached.name(),
                    "it cannot be told which columns the view has",
                    "name the columns, where * is written");
        }
        List<String> companions = demandCompanions(((Statement.Rows) tree).query(), rows);
        Spliced spliced = Lineage.spliced(analysis, rows);
        if (!spliced.parameters().isEmpty() || spliced.applicationParameters() > 0) {
            throw Refusals.table(
                    reached.name(),
                    "a constant that is compared with its column would be kept in the view's definition",
                    "compare it where the view is used");
        }
        List<String> labels = new ArrayList<>();
        for (Output output : rows.outputs()) {
            labels.add(output.label().orElse("?" + labels.size()));
        }
        return Optional.of(new Created(reached, spliced.sql(), labels, companions));
    }

    /** By them the view's randomized columns can be compared; rows that are grouped would be grouped by them, too. */
    private static List<String> demandCompanions(Query query, Rows rows) throws SQLException {
        List<String> companions = new ArrayList<>();
        Query.Select select = ViewColumns.select(query).orElse(null);
        if (select == null
                || select.distinct()
                || !select.groupBy().isEmpty()
                || select.having().isPresent()) {
            return companions;
        }
        for (Output output : rows.outputs()) {
            Optional<String> companion = output.column().flatMap(EncryptedColumn::companion);
            if (companion.isPresent() && ViewColumns.isOfTable(output) && !companions.contains(companion.get())) {
                output.demandCompanion(companion.get());
                companions.add(companion.get());
            }
        }
        return companions;
    }
}
