package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.plan.ParameterLayout;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Spliced;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** From a statement's tree to what is sent in its place. Stateless. */
public final class Lineage {

    private Lineage() {}

    /**
     * The plan of a statement.
     *
     * @param keyword which of its tokens are words that the server never takes for a column's name
     * @return empty where it reaches no encrypted table, and can be sent as it is
     * @throws UnsupportedStatementException (0A000) naming the column, the reason and the way out
     * @throws java.sql.SQLSyntaxErrorException (42703) where it names a column that an encrypted table does not have
     */
    public static Optional<Rewritten> analyze(
            SqlText statement, Statement tree, CatalogNames names, IntPredicate keyword) throws SQLException {
        Analysis analysis = new Analysis(statement, names);
        Rows rows = analysis.writes().write(tree);
        List<Expression> leaves = requireJudged(statement, tree, analysis);
        if (analysis.reached().isEmpty()) {
            return Optional.empty();
        }
        UnreadNames.refuse(statement, leaves, analysis.reached(), keyword);
        Spliced spliced = spliced(analysis, rows);
        return Optional.of(new Rewritten(
                kind(tree),
                spliced.sql(),
                new ParameterLayout(
                        spliced.parameters(),
                        spliced.applicationParameters(),
                        spliced.literals().size()),
                spliced.literals(),
                resultColumns(rows),
                analysis.target(tree.span()).flatMap(Source::table)));
    }

    /** Refuses a tree of which any leaf was passed over. */
    static List<Expression> requireJudged(SqlText statement, Statement tree, Analysis analysis) throws SQLException {
        List<Expression> leaves = new ArrayList<>();
        addLeaves(tree, leaves);
        analysis.requireVisited(leaves);
        requireSuspectsRead(statement, leaves, analysis.names());
        return leaves;
    }

    /** The text with all that has to be written otherwise. */
    static Spliced spliced(Analysis analysis, Rows rows) throws SQLException {
        analysis.queries().expose(rows);
        try {
            analysis.finish();
            return analysis.edits().apply();
        } catch (IllegalStateException overlap) {
            throw (SQLException) new UnsupportedStatementException("the statement, which names " + analysis.suspect()
                            + ", an encrypted table, cannot be rewritten in its form; write it in a simpler one."
                            + " It was not sent")
                    .initCause(overlap);
        }
    }

    /** A table's name may stand for its rows' type, or for a function of theirs, which nothing is followed through. */
    private static void requireSuspectsRead(SqlText statement, List<Expression> leaves, CatalogNames names)
            throws SQLException {
        for (int suspect : names.suspects(statement)) {
            boolean read = leaves.stream()
                    .anyMatch(leaf -> leaf.span().first() <= suspect
                            && suspect <= leaf.span().last());
            if (!read) {
                throw Refusals.name(statement.written(suspect), "leave out what it stands for in this place");
            }
        }
    }

    private static void addLeaves(Node node, List<Expression> leaves) {
        if (Children.isLeaf(node)) {
            leaves.add((Expression) node);
        }
        for (Node child : Children.of(node)) {
            addLeaves(child, leaves);
        }
    }

    private static Kind kind(Statement tree) {
        if (tree instanceof Statement.Insert) {
            return Kind.INSERT;
        }
        if (tree instanceof Statement.Update) {
            return Kind.UPDATE;
        }
        if (tree instanceof Statement.Delete) {
            return Kind.DELETE;
        }
        return tree instanceof Statement.Merge ? Kind.MERGE : Kind.SELECT;
    }

    /** Where columns are not known, the others are counted from the right, too; between such no cell can be found. */
    private static List<ResultColumn> resultColumns(Rows rows) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        int open = -1;
        for (Column column : rows.columns()) {
            if (column instanceof Output output) {
                columns.add(output.column()
                        .<ResultColumn>map(ResultColumn.Cell::new)
                        .orElse(new ResultColumn.Plain()));
                continue;
            }
            if (open >= 0) {
                for (ResultColumn between : columns.subList(open, columns.size())) {
                    if (between instanceof ResultColumn.Cell cell) {
                        throw Refusals.column(
                                cell.column(),
                                "it stands between columns whose number is not known",
                                "name the columns, where * is written");
                    }
                }
                columns.subList(open, columns.size()).clear();
            }
            open = columns.size();
            columns.add(new ResultColumn.PlainColumns());
        }
        return columns;
    }
}
