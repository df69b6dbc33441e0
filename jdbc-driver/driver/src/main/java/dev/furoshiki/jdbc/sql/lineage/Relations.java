package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.lineage.CommonTables.CommonTable;
import dev.furoshiki.jdbc.sql.lineage.Field.TableField;
import dev.furoshiki.jdbc.sql.lineage.Scope.Merged;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.Relation.Changed;
import dev.furoshiki.jdbc.sql.tree.Relation.Derived;
import dev.furoshiki.jdbc.sql.tree.Relation.Function;
import dev.furoshiki.jdbc.sql.tree.Relation.Join;
import dev.furoshiki.jdbc.sql.tree.Relation.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Relation.Table;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands in FROM clauses, and what its columns are. For one statement. */
final class Relations {

    /** What a FROM clause, or a part of it, brings into the scope. */
    record Joined(List<Source> sources, List<Merged> merged) {

        static final Joined NOTHING = new Joined(List.of(), List.of());

        static Joined of(Source source) {
            return new Joined(List.of(source), List.of());
        }

        Scope scope(Scope outer) {
            return new Scope(sources, merged, outer);
        }
    }

    /** Something that common table expressions are in scope of. */
    @FunctionalInterface
    interface Within<T> {
        T resolve() throws SQLException;
    }

    private final Analysis analysis;
    private CommonTables common;
    private JoinConditions conditions = new JoinConditions();

    Relations(Analysis analysis, Syntax syntax) {
        this.analysis = analysis;
        this.common = CommonTables.none(syntax);
    }

    /** Resolves something with common table expressions before it. */
    <T> T within(List<Cte> expressions, boolean recursive, Scope outer, Within<T> body) throws SQLException {
        CommonTables before = common;
        try {
            common = new CommonTableReader(analysis, this).read(expressions, recursive, outer, before);
            return body.resolve();
        } finally {
            common = before;
        }
    }

    CommonTables common() {
        return common;
    }

    void setCommon(CommonTables tables) {
        common = tables;
    }

    /** Everything that stands in a FROM clause. */
    Joined clause(Relation relation, Scope outer) throws SQLException {
        JoinConditions before = conditions;
        JoinConditions own = new JoinConditions();
        conditions = own;
        try {
            Joined all = from(relation, outer, List.of());
            analysis.writeLater(() -> own.requireClear(all.sources()));
            return all;
        } finally {
            conditions = before;
        }
    }

    JoinConditions conditions() {
        return conditions;
    }

    /** @param left relations that a LATERAL one sees, beside those around the query */
    Joined from(Relation relation, Scope outer, List<Source> left) throws SQLException {
        if (relation instanceof Table table) {
            return Joined.of(table(table));
        }
        if (relation instanceof Derived derived) {
            return Joined.of(derived(derived, outer, left));
        }
        if (relation instanceof Function function) {
            return Joined.of(function(function, outer, left));
        }
        if (relation instanceof Join join) {
            return new Joins(analysis).join(join, outer, left);
        }
        if (relation instanceof Changed changed) {
            return Joined.of(changed(changed));
        }
        Parenthesized one = (Parenthesized) relation;
        Joined inner = from(one.inner(), outer, left);
        return one.alias().isEmpty() ? inner : Joined.of(hidden(one.alias().get(), inner));
    }

    /** The rows that a statement changed, with the columns of the table that it changed; without an alias they have no name. */
    private Source changed(Changed changed) throws SQLException {
        Rows rows = analysis.writes().write(changed.statement());
        analysis.queries().expose(rows);
        if (changed.alias().isPresent()) {
            analysis.visit(changed.alias().get());
        }
        Optional<String> alias = changed.alias().map(Name::simple);
        Optional<TableColumns> table =
                analysis.names().meant(changed(changed.statement()).name().parts());
        return table.isPresent()
                ? source(table.get(), alias, List.of())
                : Source.plain(analysis.syntax(), alias, List.of());
    }

    private Table changed(Statement statement) throws SQLException {
        if (statement instanceof Statement.Insert insert) {
            return insert.target();
        }
        if (statement instanceof Statement.Update update && update.target() instanceof Table table) {
            return table;
        }
        if (statement instanceof Statement.Delete delete && delete.targets().size() == 1) {
            return delete.targets().get(0);
        }
        if (statement instanceof Statement.Merge merge) {
            return merge.target();
        }
        throw Refusals.name(analysis.suspect(), "change the rows, and select them afterwards");
    }

    private Source hidden(Name alias, Joined inner) throws SQLException {
        analysis.visit(alias);
        for (Source source : inner.sources()) {
            if (source.table().isPresent() || source.mayHoldCells()) {
                throw new UnsupportedStatementException("an alias of a join that " + analysis.suspect()
                        + ", an encrypted table, is part of is not supported; use the tables' own aliases."
                        + " The statement was not sent");
            }
        }
        return Source.plain(analysis.syntax(), Optional.of(alias.simple()), List.of());
    }

    /** The target of a statement that writes, which is a table always. */
    Source target(Table table) throws SQLException {
        return named(table, false);
    }

    private Source table(Table table) throws SQLException {
        return named(table, true);
    }

    private Source named(Table table, boolean mayBeCommon) throws SQLException {
        analysis.visit(table.name());
        if (table.alias().isPresent()) {
            analysis.visit(table.alias().get());
        }
        analysis.visitAll(table.columnAliases());
        String name = table.name().simple();
        Optional<String> alias = Optional.of(table.alias().map(Name::simple).orElse(name));
        if (mayBeCommon && table.name().parts().size() == 1) {
            Optional<CommonTable> known = common.named(name);
            if (known.isPresent()) {
                return new Source(
                        analysis.syntax(),
                        alias,
                        List.of(),
                        renamed(
                                known.get().fields(),
                                table.columnAliases(),
                                known.get().open()),
                        known.get().open(),
                        Optional.empty());
            }
        }
        Optional<TableColumns> view =
                mayBeCommon ? analysis.names().view(table.name().parts()) : Optional.empty();
        if (view.isEmpty() && analysis.names().isOpaque(name)) {
            throw unfollowed(name);
        }
        List<String> path = table.alias().isPresent() ? List.of() : table.name().parts();
        Optional<TableColumns> encrypted =
                view.isPresent() ? view : analysis.names().meant(table.name().parts());
        if (encrypted.isEmpty()) {
            return Source.plain(analysis.syntax(), alias, path);
        }
        analysis.reach(encrypted.get());
        if (!table.columnAliases().isEmpty()) {
            throw Refusals.table(
                    encrypted.get().name(), "other names for its columns are not supported", "give it an alias alone");
        }
        Source source = source(encrypted.get(), alias, path);
        return analysis.seesCompanions() ? withCompanions(source, encrypted.get()) : source;
    }

    /** A view whose definition cannot be followed, one that is written, or what else leads to an encrypted table. */
    static SQLException unfollowed(String name) {
        return Refusals.name(name, "use the tables that it is made of, or " + Refusals.PLAIN_DRIVER);
    }

    /** In the definition of a view, what the server has beside the cells is a column like any other. */
    private static Source withCompanions(Source source, TableColumns table) {
        List<Field> fields = new ArrayList<>(source.fields());
        for (EncryptedColumn column : table.encrypted().values()) {
            column.companion().ifPresent(name -> fields.add(new TableField(name, Optional.empty())));
        }
        return new Source(source.syntax(), source.alias(), source.path(), fields, source.open(), source.table());
    }

    private Source source(TableColumns table, Optional<String> alias, List<String> path) {
        List<Field> fields = new ArrayList<>();
        for (String column : table.columnNames()) {
            fields.add(new TableField(column, table.encryptedColumn(column)));
        }
        // Without its schema in the text it may yet be named with it.
        List<String> full = path.isEmpty()
                ? path
                : List.of(table.name().schema(), table.name().table());
        return new Source(analysis.syntax(), alias, full, fields, false, Optional.of(table));
    }

    private Source derived(Derived derived, Scope outer, List<Source> left) throws SQLException {
        Scope around = derived.lateral() ? new Scope(left, List.of(), outer) : outer;
        Rows rows = analysis.queries().resolve(derived.query(), around);
        analysis.queries().expose(rows);
        if (derived.alias().isPresent()) {
            analysis.visit(derived.alias().get());
        }
        analysis.visitAll(derived.columnAliases());
        nameHidden(rows, derived.columnAliases());
        return new Source(
                analysis.syntax(),
                derived.alias().map(Name::simple),
                List.of(),
                renamed(fields(rows), derived.columnAliases(), rows.isOpen()),
                rows.isOpen(),
                Optional.empty());
    }

    static List<Field> fields(Rows rows) {
        List<Field> fields = new ArrayList<>();
        for (Output output : rows.outputs()) {
            fields.add(new Field.OutputField(output.label().orElse(""), output));
        }
        return fields;
    }

    /** Hidden columns are named along with the others, where those are. */
    void nameHidden(Rows rows, List<Name> names) {
        analysis.copyLater(
                rows.branches().isEmpty()
                        ? new Span(0, 0)
                        : rows.branches().get(0).span(),
                () -> {
                    List<Output> hidden = rows.outputs().stream()
                            .filter(Output::isKeyDemanded)
                            .toList();
                    if (hidden.isEmpty()) {
                        return;
                    }
                    if (names.size() == rows.columns().size()) {
                        int last = names.get(names.size() - 1).span().last();
                        for (Output output : hidden) {
                            analysis.edits().insertAfter(last, ", " + analysis.quoted(output.keyName()), List.of());
                        }
                    } else if (rows.branches().get(0) instanceof Rows.Branch.ValueRows) {
                        throw hidden.get(0)
                                .refusal(
                                        "the columns of VALUES have no names",
                                        "name them all: VALUES (...) AS v (a, b)");
                    }
                });
    }

    /** Other names for the first columns. */
    static List<Field> renamed(List<Field> fields, List<Name> names, boolean open) throws SQLException {
        if (names.isEmpty()) {
            return fields;
        }
        List<Field> renamed = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (open) {
                requirePlain(field.column());
            }
            boolean named = i < names.size() && !open;
            renamed.add(
                    named && field instanceof Field.OutputField output
                            ? new Field.OutputField(names.get(i).simple(), output.output())
                            : field);
        }
        return open ? List.of() : renamed;
    }

    private static void requirePlain(Optional<EncryptedColumn> column) throws SQLException {
        if (column.isPresent()) {
            throw Refusals.column(
                    column.get(),
                    "it cannot be told which of the names after the table's alias it has",
                    "name the columns, where * is written");
        }
    }

    private Source function(Function function, Scope outer, List<Source> left) throws SQLException {
        analysis.expressions().requirePlain(function.calls(), new Scope(left, List.of(), outer), "a function");
        if (function.alias().isPresent()) {
            analysis.visit(function.alias().get());
        }
        analysis.visitAll(function.columnAliases());
        List<Field> fields = new ArrayList<>();
        for (Name name : function.columnAliases()) {
            fields.add(new TableField(name.simple(), Optional.empty()));
        }
        return new Source(
                analysis.syntax(), function.alias().map(Name::simple), List.of(), fields, true, Optional.empty());
    }
}
