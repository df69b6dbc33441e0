package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A relation that names can refer to. Immutable.
 *
 * @param syntax by which names are compared
 * @param alias what it goes by; empty where it has no name at all
 * @param path schema and name, where it goes by its own name
 * @param fields the columns that are known, in order
 * @param open whether it has, or may have, further columns, all of them plain
 * @param table where it is an encrypted table
 */
record Source(
        Syntax syntax,
        Optional<String> alias,
        List<String> path,
        List<Field> fields,
        boolean open,
        Optional<TableColumns> table) {

    Source {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
    }

    /** One of which nothing is known, and which holds no cells. */
    static Source plain(Syntax syntax, Optional<String> alias, List<String> path) {
        return new Source(syntax, alias, path, List.of(), true, Optional.empty());
    }

    /** Whether the server may mean it by that qualifier. */
    boolean answersTo(List<String> qualifier) {
        return answers(compared(qualifier), compared(alias.stream().toList()), compared(path));
    }

    /** Whether it goes by that very qualifier, letter by letter. */
    boolean isCalled(List<String> qualifier) {
        return answers(qualifier, alias.stream().toList(), path);
    }

    private boolean answers(List<String> qualifier, List<String> alias, List<String> path) {
        if (qualifier.size() == 1) {
            return alias.equals(qualifier);
        }
        // Of a plain table without its schema in the text any schema may be meant, and nothing but it has that name
        // here.
        boolean plain = table.isEmpty() && open && path.size() == 1;
        return plain
                ? qualifier.get(qualifier.size() - 1).equals(path.get(0))
                : path.size() > 1 && endsWith(qualifier, path);
    }

    private List<String> compared(List<String> names) {
        List<String> compared = new ArrayList<>(names.size());
        for (String name : names) {
            compared.add(syntax.comparedName(name));
        }
        return compared;
    }

    /** A name with a database before the schema means the same. */
    private static boolean endsWith(List<String> qualifier, List<String> path) {
        return qualifier
                .subList(qualifier.size() - path.size() < 0 ? 0 : qualifier.size() - path.size(), qualifier.size())
                .equals(path);
    }

    List<Field> named(String name) {
        String compared = syntax.comparedName(name);
        return fields.stream()
                .filter(field -> syntax.comparedName(field.name()).equals(compared))
                .toList();
    }

    /** What {@code *} means: all but those that are to be named. */
    List<Field> listed() {
        return table.isEmpty() || table.get().unlisted().isEmpty()
                ? fields
                : fields.stream()
                        .filter(field -> !table.get().unlisted().contains(field.name()))
                        .toList();
    }

    /** Whether its row as a whole would hold cells. */
    boolean mayHoldCells() {
        return fields.stream().anyMatch(field -> field.column().isPresent());
    }

    /** Whether a name within it may be of something else than plain. */
    boolean matters() {
        return table.isPresent()
                || fields.stream().anyMatch(field -> field.column().isPresent() || field.isUndetermined());
    }
}
