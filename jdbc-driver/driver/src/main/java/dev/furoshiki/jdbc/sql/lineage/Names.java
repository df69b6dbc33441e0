package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.lineage.Leaf.ColumnLeaf;
import dev.furoshiki.jdbc.sql.lineage.Scope.Match;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the names in expressions mean. For one statement. */
final class Names {

    private final Analysis analysis;

    Names(Analysis analysis) {
        this.analysis = analysis;
    }

    /**
     * What a name in an expression is.
     *
     * @throws java.sql.SQLSyntaxErrorException (42703) where no relation has such a column
     */
    Value judge(Name name, Scope scope) throws SQLException {
        analysis.visit(name);
        return name.parts().size() == 1 ? simple(name, scope) : qualified(name, scope);
    }

    private Value simple(Name name, Scope scope) throws SQLException {
        boolean passedOpen = false;
        for (Scope level = scope; level != null; level = level.outer().orElse(null)) {
            List<Match> matches = level.named(name.simple());
            List<Output> labelled = level.labelled(name.simple());
            if (!labelled.isEmpty()) {
                requireOneMeaning(matches, labelled);
            }
            if (!matches.isEmpty()) {
                return unqualified(name, scope, level, matches, passedOpen);
            }
            if (!labelled.isEmpty()) {
                requirePlainOutside(name, level);
                return Value.PLAIN;
            }
            boolean system = isSystemColumn(name)
                    && level.sources().stream()
                            .anyMatch(source -> source.table().isPresent());
            if (system) {
                return Value.PLAIN;
            }
            passedOpen |= level.isOpen();
        }
        Optional<Source> row = answeringTo(name.parts(), scope);
        if (row.isPresent()) {
            requirePlainRow(row.get());
            return Value.PLAIN;
        }
        if (passedOpen) {
            return Value.PLAIN;
        }
        throw unknown(name, scope);
    }

    private boolean isSystemColumn(Name name) {
        return analysis.rules().systemColumns().contains(name.simple());
    }

    /** Refuses a name that means a column or a label, as the server has it, where that is not the same. */
    private void requireOneMeaning(List<Match> matches, List<Output> labelled) {
        // Later, when it is known of each what it holds.
        analysis.writeLater(() -> {
            for (Output output : labelled) {
                boolean same =
                        matches.size() == 1 && output.isField(matches.get(0).field());
                Optional<EncryptedColumn> column = output.column()
                        .or(() -> matches.stream()
                                .flatMap(match -> match.field().column().stream())
                                .findFirst());
                if (!same && column.isPresent()) {
                    throw Refusals.column(
                            column.get(),
                            "a name in the statement may mean it, or a label in the list of result columns",
                            "give the label a name that no column has, or write the column with its table's alias"
                                    + " before it");
                }
            }
        });
    }

    /** A label is plain, as is known by now; but a server that knows no labels here would look further. */
    private static void requirePlainOutside(Name name, Scope level) throws SQLException {
        for (@Nullable Scope outer = level.outer().orElse(null);
                outer != null;
                outer = outer.outer().orElse(null)) {
            for (Match match : outer.named(name.simple())) {
                if (match.field().column().isPresent()) {
                    throw Refusals.column(
                            match.field().column().get(),
                            "a name in the subquery may mean it, or a label in the subquery's list of columns",
                            "give the label another name");
                }
            }
        }
    }

    private Value unqualified(Name name, Scope scope, Scope level, List<Match> matches, boolean passedOpen)
            throws SQLException {
        Field field = matches.get(0).field();
        boolean plain = matches.stream()
                .allMatch(match ->
                        match.field().column().isEmpty() && !match.field().isUndetermined());
        if (plain) {
            return Value.PLAIN;
        }
        Optional<EncryptedColumn> column = matches.stream()
                .flatMap(match -> match.field().column().stream())
                .findFirst();
        if (passedOpen && column.isPresent()) {
            throw Refusals.column(
                    column.get(),
                    "a table of the subquery may have a column of that name, too",
                    "write the column with the name or alias of its table before it");
        }
        if (matches.size() > 1) {
            if (column.isEmpty()) {
                throw unknown(name, scope);
            }
            throw Refusals.column(
                    column.get(),
                    "more than one table has a column of that name",
                    "write the column with the name or alias of its table before it");
        }
        return value(name, field, qualifier(matches.get(0).source(), field, scope, level));
    }

    /** What has to stand before the column's other name: nothing where it can mean no other. */
    @SuppressWarnings("ReferenceEquality") // the very level that the name stands on
    private String qualifier(Source source, Field field, Scope scope, Scope level) throws SQLException {
        if (scope == level && level.sources().size() == 1) {
            return "";
        }
        Optional<Source> reached =
                source.alias().isPresent() ? answeringTo(List.of(source.alias().get()), scope) : Optional.empty();
        if (reached.isPresent() && isSame(reached.get(), source)) {
            return analysis.quoted(source.alias().orElseThrow()) + ".";
        }
        EncryptedColumn column = field.column().orElse(null);
        if (column == null || !field.hasOtherKey()) {
            return "";
        }
        throw Refusals.column(
                column,
                "its table cannot be named in this place",
                "give each table of the statement an alias of its own");
    }

    @SuppressWarnings("ReferenceEquality") // two equal ones are two all the same
    private static boolean isSame(Source one, Source other) {
        return one == other;
    }

    /**
     * What the server means by a qualifier. Where the case of names decides on some servers and not on others, that has to be
     * the same on both.
     */
    private static Optional<Source> answeringTo(List<String> qualifier, Scope scope) throws SQLException {
        List<Source> candidates = new ArrayList<>();
        for (@Nullable Scope level = scope; level != null; level = level.outer().orElse(null)) {
            List<Source> answering = level.answeringTo(qualifier);
            List<Source> called = answering.stream()
                    .filter(source -> source.isCalled(qualifier))
                    .toList();
            candidates.addAll(called.isEmpty() ? answering : called);
            if (!called.isEmpty()) {
                break;
            }
        }
        if (candidates.size() > 1 && candidates.stream().anyMatch(Source::matters)) {
            throw new UnsupportedStatementException(
                    "it depends on the server which table " + String.join(".", qualifier)
                            + " means; give each table of the statement an alias of its own that does not differ from another in"
                            + " case alone. The statement was not sent");
        }
        return candidates.stream().findFirst();
    }

    private Value qualified(Name name, Scope scope) throws SQLException {
        Source source = source(name.qualifier(), name.parts(), scope);
        List<Field> fields = source.named(name.simple());
        if (fields.isEmpty()) {
            boolean plain = source.open() || (source.table().isPresent() && isSystemColumn(name));
            if (plain) {
                return Value.PLAIN;
            }
            throw unknown(name, scope);
        }
        if (fields.size() > 1
                && fields.stream().anyMatch(field -> field.column().isPresent())) {
            throw Refusals.column(
                    fields.stream()
                            .flatMap(field -> field.column().stream())
                            .findFirst()
                            .orElseThrow(),
                    "more than one column has the name " + name.simple(),
                    "give each a label of its own");
        }
        return value(name, fields.get(0), "");
    }

    /** The relation that a qualifier means. */
    Source source(List<String> qualifier, List<String> parts, Scope scope) throws SQLException {
        Optional<Source> source = answeringTo(qualifier, scope);
        if (source.isEmpty()) {
            throw new UnsupportedStatementException(String.join(".", parts)
                    + " is no column of a table of this statement, which names " + analysis.suspect()
                    + ", an encrypted table; name the columns by the table's name or alias. The statement was"
                    + " not sent");
        }
        return source.get();
    }

    private static Value value(Name name, Field field, String qualifier) {
        ColumnLeaf leaf = new ColumnLeaf(name.span(), qualifier, field);
        if (field.isUndetermined()) {
            return new Undetermined(List.of(leaf));
        }
        return field.column().isPresent() ? new Encrypted(field.column().get(), List.of(leaf)) : Value.PLAIN;
    }

    /** The column that a name means, if it is a known one; nothing is counted as judged. */
    Optional<Field> field(Name name, Scope scope) throws SQLException {
        if (name.parts().size() > 1) {
            return answeringTo(name.qualifier(), scope).stream()
                    .flatMap(source -> source.named(name.simple()).stream())
                    .findFirst();
        }
        for (@Nullable Scope level = scope; level != null; level = level.outer().orElse(null)) {
            List<Match> matches = level.named(name.simple());
            if (!matches.isEmpty()) {
                return Optional.of(matches.get(0).field());
            }
        }
        return Optional.empty();
    }

    /** Whether a name means something, so that a message may repeat it. */
    boolean isKnown(Name name, Scope scope) {
        for (@Nullable Scope level = scope; level != null; level = level.outer().orElse(null)) {
            boolean known = name.parts().size() > 1
                    || level.isOpen()
                    || !level.named(name.simple()).isEmpty()
                    || !level.answeringTo(name.parts()).isEmpty()
                    || !level.labelled(name.simple()).isEmpty()
                    || isSystemColumn(name);
            if (known) {
                return true;
            }
        }
        return false;
    }

    /** Refuses a row as one value where it would hold cells. */
    static void requirePlainRow(Source source) throws SQLException {
        if (source.table().isPresent()) {
            throw Refusals.table(
                    source.table().get().name(), "its row as a whole cannot be used", "name the columns, or write *");
        }
        for (Field field : source.fields()) {
            if (field.column().isPresent()) {
                throw Refusals.column(
                        field.column().get(),
                        "the row that it is part of cannot be used as a whole",
                        "name the columns");
            }
            field.settlePlain();
        }
    }

    private SQLException unknown(Name name, Scope scope) {
        for (@Nullable Scope level = scope; level != null; level = level.outer().orElse(null)) {
            for (Source source : level.sources()) {
                boolean meant = name.parts().size() == 1 || source.answersTo(name.qualifier());
                if (meant) {
                    return SyntaxErrors.noColumn(
                            name.simple(),
                            source.table()
                                    .<Object>map(table -> table.name())
                                    .orElse(source.alias().orElse("of the statement")));
                }
            }
        }
        return SyntaxErrors.noColumn(name.simple(), "of the statement");
    }
}
