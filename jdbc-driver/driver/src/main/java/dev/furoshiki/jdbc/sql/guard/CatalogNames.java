package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names by which a statement can reach an encrypted column. Immutable.
 *
 * <p>A name without a schema counts as every catalogued table of that name, whatever the search path says.
 */
public final class CatalogNames {

    private final Catalog catalog;
    private final Syntax syntax;
    private final RelationNames relations;
    private final Map<String, List<TableColumns>> tables;
    private final Map<TableName, TableColumns> views;

    public CatalogNames(Catalog catalog, Syntax syntax) {
        this(catalog, syntax, Map.of());
    }

    /** @param views those whose columns are known */
    public CatalogNames(Catalog catalog, Syntax syntax, Map<TableName, TableColumns> views) {
        this.views = Map.copyOf(views);
        this.catalog = catalog;
        this.syntax = syntax;
        this.relations = Guard.of(syntax.dialect()).relations();
        this.tables = catalog.tables().values().stream()
                .collect(Collectors.groupingBy(
                        table -> syntax.comparedName(table.name().table()), HashMap::new, Collectors.toList()));
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Encrypted tables of that name, in whatever schema. */
    public List<TableColumns> tablesNamed(String name) {
        return tables.getOrDefault(syntax.comparedName(name), List.of());
    }

    /** That of the very name, where the server may know another in another case. */
    public Optional<TableColumns> table(String schema, String name) {
        List<TableColumns> alike = tablesNamed(name).stream()
                .filter(table -> isSame(table.name().schema(), schema))
                .toList();
        return alike.stream()
                .filter(table -> table.name().equals(new TableName(schema, name)))
                .findFirst()
                .or(() -> alike.stream().findFirst());
    }

    /** What is declared of a table that is not there yet; empty where nothing is. */
    public List<Annotation> awaited(TableName name) {
        return catalog.awaited().entrySet().stream()
                .filter(entry -> isSame(entry.getKey().schema(), name.schema())
                        && isSame(entry.getKey().table(), name.table()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** Whether a table is declared, and not there yet, whose name is this in whatever schema. */
    public Optional<Annotation> awaited(String name) {
        return catalog.awaited().entrySet().stream()
                .filter(entry -> isSame(entry.getKey().table(), name))
                .map(entry -> entry.getValue().get(0))
                .findFirst();
    }

    public boolean areAllAwaited(SqlText statement, List<Integer> suspects) {
        return suspects.stream()
                .allMatch(suspect -> tablesNamed(statement.name(suspect)).isEmpty()
                        && awaited(statement.name(suspect)).isPresent());
    }

    /**
     * The encrypted table that a name in a table's place means, if it means one.
     *
     * @param parts qualifiers first
     */
    public Optional<TableColumns> meant(List<String> parts) throws UnsupportedStatementException {
        String name = parts.get(parts.size() - 1);
        if (parts.size() > 1) {
            return table(parts.get(parts.size() - 2), name);
        }
        List<TableColumns> named = tablesNamed(name);
        if (named.size() > 1) {
            throw Refusals.table(
                    named.get(0).name(),
                    "so has a table of the same name in another schema",
                    "write the schema before the table's name");
        }
        return named.stream().findFirst();
    }

    /** What to call a statement's reason to be refused by. */
    public String firstSuspect(SqlText statement) {
        return suspects(statement).stream()
                .findFirst()
                .filter(statement::isName)
                .map(statement::name)
                .orElse("a name in it");
    }

    /** Whether naming the relation reaches an encrypted table, or the catalogue, in a way that cannot be analysed. */
    public boolean isOpaque(String name) {
        return catalog.opaqueRelations().contains(name.toLowerCase(Locale.ROOT)) || relations.isOpaque(name);
    }

    /**
     * The columns of the view that a name in a table's place means, where they are known; companions left out. What a name
     * without a schema means is known where nothing else of that name reaches an encrypted table.
     *
     * @param parts qualifiers first
     */
    public Optional<TableColumns> view(List<String> parts) {
        String name = parts.get(parts.size() - 1);
        List<TableName> alike = catalog.views().keySet().stream()
                .filter(view -> view.table().equalsIgnoreCase(name))
                .toList();
        if (parts.size() > 1) {
            return alike.stream()
                    .filter(view -> isSame(view.table(), name) && isSame(view.schema(), parts.get(parts.size() - 2)))
                    .findFirst()
                    .map(views::get);
        }
        boolean single = alike.size() == 1
                && isSame(alike.get(0).table(), name)
                && tablesNamed(name).isEmpty();
        return single ? Optional.ofNullable(views.get(alike.get(0))) : Optional.empty();
    }

    /** Whether it is one of the views whose columns are known. */
    public boolean isView(TableColumns table) {
        return views.containsKey(table.name());
    }

    /** Whether encrypted tables are in it: renamed or dropped, it would take them along, past the catalogue. */
    public boolean isSchema(String name) {
        return catalog.tables().keySet().stream().anyMatch(table -> isSame(table.schema(), name));
    }

    /** Whether a token qualifies a name with a schema whose encrypted tables are in another catalogue. */
    public boolean isOfOtherCatalogue(SqlText statement, int index) {
        return !catalog.otherCatalogues().isEmpty()
                && statement.isName(index)
                && statement.isSymbol(index + 1, ".")
                && catalog.otherCatalogues().stream().anyMatch(schema -> isSame(schema, statement.name(index)));
    }

    private boolean isSame(String stored, String name) {
        return syntax.comparedName(stored).equals(syntax.comparedName(name));
    }

    /**
     * The tokens that may name an encrypted table or what reaches one; they may as well be columns or aliases of that name.
     */
    public List<Integer> suspects(SqlText statement) {
        List<Integer> suspects = new ArrayList<>();
        for (int i = 0; i < statement.size(); i++) {
            if (statement.is(i, Token.Kind.ESCAPED_NAME) || (statement.isName(i) && isSuspect(statement, i))) {
                suspects.add(i);
            }
        }
        return suspects;
    }

    private boolean isSuspect(SqlText statement, int index) {
        String name = statement.name(index);
        if (isOpaque(name) || awaited(name).isPresent()) {
            return true;
        }
        List<TableColumns> named = tablesNamed(name);
        if (named.isEmpty()) {
            return false;
        }
        return !relations.isQualified(statement, index)
                || table(statement.name(index - 2), name).isPresent();
    }
}
