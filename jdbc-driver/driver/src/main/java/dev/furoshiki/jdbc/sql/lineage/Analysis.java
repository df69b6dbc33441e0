package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Piece;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one statement's analysis share. For one thread.
 *
 * <p>First the whole tree is resolved, by which it becomes known what is compared where; then the edits are made, those of
 * inner queries before those of outer ones, since a piece of text is copied with the edits in it.
 */
final class Analysis {

    /** Something that is done when more is known. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    private record Copying(Span span, Step step) {}

    private final SqlText statement;
    private final CatalogNames names;
    private final TextEdits edits;
    private final Places places;
    private final Set<Expression> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TableColumns> reached = new LinkedHashSet<>();
    private final List<Step> settlements = new ArrayList<>();
    private final List<Step> placements = new ArrayList<>();
    private final List<Copying> copies = new ArrayList<>();
    private final Names columns;
    private final Expressions expressions;
    private final Comparisons comparisons;
    private final Relations relations;
    private final Queries queries;
    private final Writes writes;
    private final Map<Span, Source> targets = new HashMap<>();
    private final ServerRules rules;
    private final boolean seesCompanions;
    private @Nullable Source inserted;
    private List<Field> grouped = List.of();
    private int hidden;

    Analysis(SqlText statement, CatalogNames names) {
        this(statement, names, false);
    }

    /** @param seesCompanions whether the statement may name companions: it is the definition of a view */
    Analysis(SqlText statement, CatalogNames names, boolean seesCompanions) {
        this.seesCompanions = seesCompanions;
        this.statement = statement;
        this.names = names;
        this.edits = new TextEdits(statement);
        this.places = new Places(statement);
        this.rules = ServerRules.of(statement.syntax().dialect());
        this.columns = new Names(this);
        this.expressions = new Expressions(this);
        this.comparisons = new Comparisons(this);
        this.relations = new Relations(this, statement.syntax());
        this.queries = new Queries(this);
        this.writes = new Writes(this);
    }

    SqlText statement() {
        return statement;
    }

    boolean seesCompanions() {
        return seesCompanions;
    }

    CatalogNames names() {
        return names;
    }

    /** A name as it stands in the statement's text, in quotes. */
    String quoted(String name) {
        return statement.syntax().quoted(name);
    }

    ServerRules rules() {
        return rules;
    }

    Syntax syntax() {
        return statement.syntax();
    }

    /** The columns whose indexes a query groups by in their place, within its HAVING. */
    List<Field> grouped() {
        return grouped;
    }

    void setGrouped(List<Field> fields) {
        grouped = fields;
    }

    /** The row that an upsert would have inserted, within its assignments, where {@code VALUES(column)} means it. */
    Optional<Source> inserted() {
        return Optional.ofNullable(inserted);
    }

    void setInserted(@Nullable Source row) {
        inserted = row;
    }

    TextEdits edits() {
        return edits;
    }

    Places places() {
        return places;
    }

    Names columns() {
        return columns;
    }

    Expressions expressions() {
        return expressions;
    }

    Comparisons comparisons() {
        return comparisons;
    }

    Relations relations() {
        return relations;
    }

    Queries queries() {
        return queries;
    }

    Writes writes() {
        return writes;
    }

    /** Counts a leaf of the tree as judged; each is, exactly once. */
    void visit(Expression leaf) throws SQLException {
        if (!visited.add(leaf)) {
            throw incomplete(leaf);
        }
    }

    void visitAll(List<? extends Expression> leaves) throws SQLException {
        for (Expression leaf : leaves) {
            visit(leaf);
        }
    }

    void requireVisited(List<Expression> leaves) throws SQLException {
        for (Expression leaf : leaves) {
            if (!visited.contains(leaf)) {
                throw incomplete(leaf);
            }
        }
    }

    private UnsupportedStatementException incomplete(Expression leaf) {
        return new UnsupportedStatementException("what stands at position "
                + (statement.start(leaf.span().first()) + 1) + " cannot be judged in a statement that names "
                + suspect()
                + ", an encrypted table; write the statement in a simpler form. It was not sent");
    }

    void reach(TableColumns table) {
        reached.add(table);
    }

    /** The encrypted tables that the statement is over. */
    Set<TableColumns> reached() {
        return reached;
    }

    /** The table that a statement writes. */
    void setTarget(Span writing, Source target) {
        targets.put(writing, target);
    }

    Optional<Source> target(Span writing) {
        return Optional.ofNullable(targets.get(writing));
    }

    /** The result column of that label; an encrypted one, if there are several. */
    Optional<Output> labelled(String name, Rows rows) {
        String compared = syntax().comparedName(name);
        List<Output> labelled = rows.outputs().stream()
                .filter(output -> output.label().map(syntax()::comparedName).equals(Optional.of(compared)))
                .toList();
        return labelled.stream()
                .filter(output -> output.column().isPresent())
                .findFirst()
                .or(() -> labelled.stream().findFirst());
    }

    /** A name for a column that only the statement itself sees. */
    String hiddenName() {
        String name;
        do {
            name = "fk_hidden_" + ++hidden;
        } while (statement.text().contains(name));
        return name;
    }

    String suspect() {
        return reached.stream()
                .map(table -> table.name().toString())
                .findFirst()
                .or(() -> names.suspects(statement).stream()
                        .findFirst()
                        .filter(statement::isName)
                        .map(statement::name))
                .orElse("a name in it");
    }

    /** A value stands in the text in that form. */
    void place(Value value, Form form, ParameterUse use) throws SQLException {
        List<Leaf> leaves = Output.leaves(value);
        for (Leaf leaf : leaves) {
            leaf.place(form, use);
            if (form == Form.KEY) {
                leaf.demandKey();
            } else {
                leaf.demandCell();
            }
        }
        placements.add(() -> leaves.forEach(leaf -> leaf.write(form, use, edits)));
    }

    /** To be done when the whole tree has been read. */
    void settleLater(Step step) {
        settlements.add(step);
    }

    /** To be done when all is known, in whatever order. */
    void writeLater(Step step) {
        placements.add(step);
    }

    /** To be done when the edits within those tokens have been made. */
    void copyLater(Span span, Step step) {
        copies.add(new Copying(span, step));
    }

    void finish() throws SQLException {
        for (Step step : settlements) {
            step.run();
        }
        for (Step step : placements) {
            step.run();
        }
        copies.sort(Comparator.comparingInt(
                copying -> copying.span().last() - copying.span().first()));
        for (Copying copying : copies) {
            copying.step().run();
        }
    }

    /** What an expression's text becomes where its value stands in another form. */
    Piece copy(Span span, Value value, Form form, ParameterUse use) {
        List<Leaf> leaves = Output.leaves(value);
        Set<Leaf> replaced = Collections.newSetFromMap(new IdentityHashMap<>());
        TextEdits instead = edits.forCopy();
        for (Leaf leaf : leaves) {
            leaf.collect(replaced);
            leaf.write(form, use, instead);
        }
        return edits.copy(span.first(), span.last(), replaced, instead);
    }

    /** Refuses an encrypted value where the server would compute on it. */
    static SQLException computed(EncryptedColumn column, String around) {
        return Refusals.column(
                column,
                "the server cannot compute on it (" + around + ")",
                "select the column itself and compute in the application"
                        + (column.comparable()
                                ? ", or compare it with a parameter by =, <>, IN or IS NULL"
                                : ", or declare it with INDEX = EQUALITY to compare it with a parameter"));
    }
}
