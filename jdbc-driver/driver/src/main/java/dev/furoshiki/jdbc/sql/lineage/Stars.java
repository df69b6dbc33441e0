package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.lineage.Leaf.StarLeaf;
import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.lineage.Output.StarColumn;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.lineage.Rows.OpenColumns;
import dev.furoshiki.jdbc.sql.lineage.Scope.Merged;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import dev.furoshiki.jdbc.sql.tree.Query.TableRows;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code *} and {@code t.*}: written out where a table has columns that the application must not see. For one statement.
 */
final class Stars {

    /** What one relation, or USING, contributes. */
    private record Part(
            Optional<Source> source, String prefix, List<Output> outputs, List<Field> fields, boolean open) {

        /** Whether the application would see something that it must not, or see it in another form. */
        boolean hidesColumns() {
            boolean table = source.isPresent() && source.get().table().isPresent();
            boolean companions =
                    source.isPresent() && source.get().fields().stream().anyMatch(Field::hasCompanion);
            boolean otherForm = outputs.stream().anyMatch(output -> output.form() == Form.KEY && output.isRandomized());
            return table || companions || otherForm;
        }
    }

    private final Analysis analysis;

    Stars(Analysis analysis) {
        this.analysis = analysis;
    }

    List<Column> expand(Star star, Scope scope) throws SQLException {
        analysis.visit(star);
        SqlText statement = analysis.statement();
        List<Part> parts = new ArrayList<>();
        if (star.qualifier().isEmpty()) {
            requireOpenIsUnmerged(scope);
            for (Merged merged : scope.merged()) {
                parts.add(part(Optional.empty(), prefix(merged, scope), List.of(merged.field()), false));
            }
            for (Source source : scope.sources()) {
                parts.add(part(source, prefix(source, scope), scope.merged()));
            }
        } else {
            Source source = analysis.columns().source(star.qualifier(), star.qualifier(), scope);
            String prefix = statement
                    .text()
                    .substring(
                            statement.start(star.span().first()),
                            statement.start(star.span().last()));
            parts.add(part(source, prefix, List.of()));
        }
        if (parts.stream()
                .anyMatch(part ->
                        part.fields().stream().anyMatch(field -> field.column().isPresent()))) {
            requirePlace(star, parts);
        }
        analysis.writeLater(() -> write(star, parts));
        List<Column> columns = new ArrayList<>();
        for (Part part : parts) {
            columns.addAll(part.outputs());
            if (part.open()) {
                columns.add(new OpenColumns());
            }
        }
        return columns;
    }

    /** Beside unknown columns nobody knows which ones USING has left. */
    private void requireOpenIsUnmerged(Scope scope) throws SQLException {
        boolean cells =
                scope.sources().stream().anyMatch(source -> source.table().isPresent() || source.mayHoldCells());
        if (!scope.merged().isEmpty() && scope.isOpen() && cells) {
            throw new UnsupportedStatementException("* over a join with USING cannot be told apart into the columns of "
                    + analysis.suspect() + ", an encrypted table, and those of the other tables; name the columns."
                    + " The statement was not sent");
        }
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private String prefix(Merged merged, Scope scope) {
        return !analysis.rules().mergedNamesAreAmbiguous()
                ? ""
                : scope.sources().stream()
                        .filter(source -> source.fields().stream().anyMatch(field -> field == merged.field()))
                        .findFirst()
                        .map(source -> prefix(source, scope))
                        .orElse("");
    }

    private String prefix(Source source, Scope scope) {
        boolean alone = scope.sources().size() == 1;
        return alone
                ? ""
                : source.alias().map(alias -> analysis.quoted(alias) + ".").orElse("");
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private Part part(Source source, String prefix, List<Merged> merged) throws SQLException {
        List<Field> fields = new ArrayList<>();
        for (Field field : source.listed()) {
            boolean elsewhere =
                    merged.stream().anyMatch(one -> one.all().stream().anyMatch(other -> other == field));
            if (!elsewhere) {
                fields.add(field);
            }
        }
        return part(Optional.of(source), prefix, fields, source.open());
    }

    private Part part(Optional<Source> source, String prefix, List<Field> fields, boolean open) throws SQLException {
        List<Output> outputs = new ArrayList<>();
        for (Field field : fields) {
            Output output = new Output(Optional.of(field.name()), analysis::hiddenName);
            Element element = new Element(value(field), Optional.empty(), Optional.of(new StarColumn(prefix, field)));
            output.add(List.of(element));
            outputs.add(output);
        }
        return new Part(source, prefix, outputs, fields, open);
    }

    private static Value value(Field field) {
        List<Leaf> leaves = List.of(new StarLeaf(field));
        if (field.isUndetermined()) {
            return new Undetermined(leaves);
        }
        return field.column().isPresent() ? new Encrypted(field.column().get(), leaves) : Value.PLAIN;
    }

    /** {@code (person.*)} is the row as one value. */
    private void requirePlace(Star star, List<Part> parts) throws SQLException {
        int last = star.span().last();
        boolean isStar = analysis.statement().isSymbol(last, "*")
                && analysis.places().isIsolated(star.span().first(), last)
                && !(analysis.statement().isSymbol(star.span().first() - 1, "(")
                        && analysis.statement().isSymbol(last + 1, ")"));
        if (!isStar) {
            for (Part part : parts) {
                if (part.source().isPresent()) {
                    Names.requirePlainRow(part.source().get());
                }
            }
        }
    }

    private void write(Star star, List<Part> parts) throws SQLException {
        if (parts.stream().noneMatch(Part::hidesColumns)) {
            return;
        }
        List<String> written = new ArrayList<>();
        for (Part part : parts) {
            if (part.hidesColumns()
                    || part.source().isEmpty()
                    || part.fields().size() != part.source().get().fields().size()) {
                requireNameable(part);
                written.add(names(part));
            } else {
                written.add(part.prefix() + "*");
            }
        }
        written.removeIf(String::isEmpty);
        analysis.edits().replace(star.span().first(), star.span().last(), String.join(", ", written));
    }

    private String names(Part part) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < part.fields().size(); i++) {
            Field field = part.fields().get(i);
            boolean key = part.outputs().get(i).form() == Form.KEY && field.hasOtherKey();
            names.add(part.prefix() + analysis.quoted(key ? field.keyName() : field.name()));
        }
        return names.stream().collect(Collectors.joining(", "));
    }

    private static void requireNameable(Part part) throws SQLException {
        List<Field> fields = part.fields();
        boolean named = fields.stream().map(Field::name).distinct().count() == fields.size()
                && fields.stream().noneMatch(field -> field.name().isEmpty());
        if (part.open() || !named) {
            refuse(fields);
        }
    }

    /** {@code TABLE t}. */
    Rows table(TableRows rows, Scope outer) throws SQLException {
        Relation.Table relation = new Relation.Table(rows.table().span(), rows.table(), Optional.empty(), List.of());
        Scope scope = analysis.relations().clause(relation, outer).scope(outer);
        Source source = scope.sources().get(0);
        Part part = part(source, "", List.of());
        List<Column> columns = new ArrayList<>(part.outputs());
        if (part.open()) {
            columns.add(new OpenColumns());
        }
        int word = rows.span().first();
        analysis.writeLater(() -> {
            if (part.hidesColumns()) {
                requireNameable(part);
                analysis.edits().replace(word, word, "SELECT " + names(part));
            }
        });
        // Behind whatever is added to the list.
        analysis.copyLater(rows.span(), () -> {
            if (part.hidesColumns()) {
                analysis.edits().insertAfter(word, " FROM", List.of());
            }
        });
        return new Rows(columns, List.of(new Branch.SelectList(new Span(word, word))));
    }

    private static void refuse(List<Field> fields) throws SQLException {
        for (Field field : fields) {
            if (field.column().isPresent()) {
                throw Refusals.column(
                        field.column().get(),
                        "* gives it together with columns that cannot be told apart by their names",
                        "name the columns, where * is written");
            }
        }
        throw new UnsupportedStatementException(
                "* stands for columns that cannot be told apart by their names; name the columns."
                        + " The statement was not sent");
    }
}
