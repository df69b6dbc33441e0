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
import java.util.function.Predicate;

/**
 * A query whose columns are kept under a name: of a view, or of a table that is made of its rows. Companions are kept behind
 * its own columns, so that these can be compared. Immutable.
 *
 * @param reached the first encrypted table in it
 * @param sql the whole text as the server has to get it
 * @param columns those of the query, companions left out
 * @param companions the names of those that are added
 * @param binds whether the text has parameters, of the application or in the place of constants
 */
public record KeptQuery(TableColumns reached, String sql, List<Kept> columns, List<String> companions, boolean binds) {

    public KeptQuery {
        columns = List.copyOf(columns);
        companions = List.copyOf(companions);
    }

    /**
     * A column.
     *
     * @param label empty where nobody can say it
     * @param encrypted empty for a plain one
     */
    public record Kept(Optional<String> label, Optional<EncryptedColumn> encrypted) {}

    /**
     * The query of a view. Rows that are grouped would be grouped by companions, too, so that these are left out there.
     *
     * @param keyword which of its tokens are words that the server never takes for a column's name
     * @return empty where it reaches no encrypted table
     */
    public static Optional<KeptQuery> ofView(SqlText query, Statement tree, CatalogNames names, IntPredicate keyword)
            throws SQLException {
        return of(query, tree, names, keyword, KeptQuery::mayAddToView);
    }

    private static boolean mayAddToView(Statement.Rows rows, Output output) {
        Query.Select select = ViewColumns.select(rows.query()).orElse(null);
        return select != null
                && !select.distinct()
                && select.groupBy().isEmpty()
                && select.having().isEmpty()
                && ViewColumns.isOfTable(output);
    }

    /** The query of CREATE TABLE AS; as {@link #ofView}. */
    public static Optional<KeptQuery> ofTable(SqlText query, Statement tree, CatalogNames names, IntPredicate keyword)
            throws SQLException {
        return of(query, tree, names, keyword, (rows, output) -> true);
    }

    /** Whether what a column's companion holds is to be kept. */
    @FunctionalInterface
    private interface Addition {
        boolean isFor(Statement.Rows rows, Output output);
    }

    private static Optional<KeptQuery> of(
            SqlText query, Statement tree, CatalogNames names, IntPredicate keyword, Addition addition)
            throws SQLException {
        Analysis analysis = new Analysis(query, names);
        Rows rows = analysis.writes().write(tree);
        List<Expression> leaves = Lineage.requireJudged(query, tree, analysis);
        if (analysis.reached().isEmpty()) {
            return Optional.empty();
        }
        UnreadNames.refuse(query, leaves, analysis.reached(), keyword);
        TableColumns reached = analysis.reached().iterator().next();
        if (!(tree instanceof Statement.Rows selected) || !rows.isClosed()) {
            throw Refusals.table(
                    reached.name(),
                    "it cannot be told which columns the query gives",
                    "name the columns, where * is written");
        }
        List<String> companions = demandCompanions(rows, output -> addition.isFor(selected, output));
        Spliced spliced = Lineage.spliced(analysis, rows);
        List<Kept> columns = new ArrayList<>();
        for (Output output : rows.outputs()) {
            columns.add(new Kept(output.label(), output.column()));
        }
        boolean binds = !spliced.parameters().isEmpty() || spliced.applicationParameters() > 0;
        return Optional.of(new KeptQuery(reached, spliced.sql(), columns, companions, binds));
    }

    private static List<String> demandCompanions(Rows rows, Predicate<Output> added) throws SQLException {
        List<String> companions = new ArrayList<>();
        for (Output output : rows.outputs()) {
            Optional<String> companion = output.column().flatMap(EncryptedColumn::companion);
            if (companion.isPresent() && !companions.contains(companion.get()) && added.test(output)) {
                output.demandCompanion(companion.get());
                companions.add(companion.get());
            }
        }
        return companions;
    }
}
