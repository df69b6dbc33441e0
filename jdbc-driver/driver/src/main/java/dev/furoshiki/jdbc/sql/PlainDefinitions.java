package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.ParameterLayout;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Definitions over an encrypted table that are sent as they are, read from their tokens: constraints taken away or put upon
 * columns that the server can compare, indexes on such columns, and tables emptied. Where it compares a column by its companion,
 * that takes the column's place. Whatever is not wholly of a form below is none of them. For one statement.
 */
final class PlainDefinitions {

    private final SqlText statement;
    private final CatalogNames names;
    private final TextEdits edits;
    private int next;
    private boolean edited;

    private PlainDefinitions(SqlText statement, CatalogNames names) {
        this.statement = statement;
        this.names = names;
        this.edits = new TextEdits(statement);
    }

    /** What is sent of it; empty where it is no such definition. */
    static Optional<StatementPlan> plan(SqlText statement, CatalogNames names) {
        return new PlainDefinitions(statement, names).plan();
    }

    private Optional<StatementPlan> plan() {
        if (!isAlteration() && !isIndex() && !isTruncation()) {
            return Optional.empty();
        }
        return Optional.of(
                edited
                        ? new StatementPlan.Rewritten(
                                StatementPlan.Kind.DEFINITION,
                                edits.apply().sql(),
                                new ParameterLayout(List.of(), 0, 0),
                                List.of(),
                                List.of(),
                                Optional.empty())
                        : new StatementPlan.PassThrough());
    }

    /** {@code ALTER TABLE [IF EXISTS] [ONLY] t} with one action. */
    private boolean isAlteration() {
        next = 0;
        if (!skip("ALTER", "TABLE")) {
            return false;
        }
        boolean ifExists = skip("IF", "EXISTS");
        skip("ONLY");
        List<String> table = name();
        if (table.isEmpty()) {
            return false;
        }
        if (skip("DROP", "CONSTRAINT") || skip("DROP", "FOREIGN", "KEY")) {
            boolean known = meant(table).isPresent();
            return isDroppedConstraint() && (known || ifExists);
        }
        return skip("ADD") && isAddedConstraint(table);
    }

    /** Not a CHECK, which may be ours: by it the server keeps other clients from storing what is no cell. */
    private boolean isDroppedConstraint() {
        skip("IF", "EXISTS");
        List<String> constraint = name();
        boolean mayBeOurs = constraint.stream().anyMatch(part -> part.contains("_check"));
        boolean decided = skip("CASCADE") || skip("RESTRICT");
        return constraint.size() == 1 && !mayBeOurs && (ends() || (decided && ends()));
    }

    private boolean isAddedConstraint(List<String> table) {
        if (skip("CONSTRAINT") && name().size() != 1) {
            return false;
        }
        Optional<TableColumns> columns = meant(table);
        if (skip("UNIQUE") || skip("PRIMARY", "KEY")) {
            return isComparableList(columns) && ends();
        }
        if (!skip("FOREIGN", "KEY")) {
            return false;
        }
        List<String> referring = list();
        if (!skip("REFERENCES")) {
            return false;
        }
        Optional<TableColumns> other = meant(name());
        List<String> referred = statement.isSymbol(next, "(") ? list() : List.of();
        return !referring.isEmpty() && areOfOneDomain(columns, referring, other, referred) && isTailOfForeignKey();
    }

    /** {@code CREATE [UNIQUE] INDEX [IF NOT EXISTS] [name] ON [ONLY] t [USING btree] (column, ...)}. */
    private boolean isIndex() {
        next = 0;
        if (!skip("CREATE", "INDEX") && !skip("CREATE", "UNIQUE", "INDEX")) {
            return false;
        }
        skip("IF", "NOT", "EXISTS");
        if (!statement.isWord(next, "ON") && name().size() != 1) {
            return false;
        }
        if (!skip("ON")) {
            return false;
        }
        skip("ONLY");
        Optional<TableColumns> table = meant(name());
        if (skip("USING") && !skip("BTREE") && !skip("HASH")) {
            return false;
        }
        return table.isPresent() && isComparableList(table) && ends();
    }

    /** {@code TRUNCATE [TABLE] [ONLY] t [*], ... [RESTART IDENTITY | CONTINUE IDENTITY] [CASCADE | RESTRICT]}. */
    private boolean isTruncation() {
        next = 0;
        if (!skip("TRUNCATE")) {
            return false;
        }
        skip("TABLE");
        List<Integer> known = new ArrayList<>();
        do {
            skip("ONLY");
            List<String> table = name();
            if (table.isEmpty()) {
                return false;
            }
            if (meant(table).isPresent()) {
                known.add(next - 1);
            }
            skipSymbol("*");
        } while (skipSymbol(","));
        if (!skip("RESTART", "IDENTITY")) {
            skip("CONTINUE", "IDENTITY");
        }
        if (!skip("CASCADE")) {
            skip("RESTRICT");
        }
        return ends() && known.containsAll(names.suspects(statement));
    }

    /** Columns in parentheses, each with its order, that the server can tell apart, or whose companions it can. */
    private boolean isComparableList(Optional<TableColumns> table) {
        List<Integer> columns = places();
        if (columns.isEmpty() || table.isEmpty()) {
            return false;
        }
        for (int place : columns) {
            String column = statement.name(place);
            if (!table.get().columnNames().contains(column)) {
                return false;
            }
            Optional<EncryptedColumn> encrypted = table.get().encryptedColumn(column);
            if (encrypted.isEmpty() || isComparedAsItIs(encrypted.get())) {
                continue;
            }
            Optional<String> companion = encrypted.get().companion();
            if (companion.isEmpty()) {
                return false;
            }
            edits.replace(place, place, edits.quoted(companion.get()));
            edited = true;
        }
        return true;
    }

    private static boolean isComparedAsItIs(EncryptedColumn column) {
        return column.cellType() == CellType.DETERMINISTIC;
    }

    /** Plain columns refer to plain ones, and deterministic ones to those of their domain. */
    private static boolean areOfOneDomain(
            Optional<TableColumns> table, List<String> columns, Optional<TableColumns> other, List<String> referred) {
        for (int i = 0; i < columns.size(); i++) {
            Optional<EncryptedColumn> from = encrypted(table, columns.get(i));
            Optional<EncryptedColumn> to = i < referred.size() ? encrypted(other, referred.get(i)) : Optional.empty();
            boolean same = from.isPresent()
                    && to.isPresent()
                    && isComparedAsItIs(from.get())
                    && isComparedAsItIs(to.get())
                    && from.get().domain().equals(to.get().domain());
            if (!same && (from.isPresent() || to.isPresent())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<EncryptedColumn> encrypted(Optional<TableColumns> table, String column) {
        return table.flatMap(one -> one.encryptedColumn(column));
    }

    /** {@code ON DELETE CASCADE DEFERRABLE} and the like: words, of which none can begin an expression. */
    private boolean isTailOfForeignKey() {
        while (statement.isAnyWord(
                next,
                "MATCH",
                "FULL",
                "SIMPLE",
                "ON",
                "DELETE",
                "UPDATE",
                "CASCADE",
                "RESTRICT",
                "NO",
                "ACTION",
                "SET",
                "NULL",
                "NOT",
                "VALID",
                "DEFERRABLE",
                "INITIALLY",
                "DEFERRED",
                "IMMEDIATE")) {
            next++;
        }
        return ends();
    }

    private Optional<TableColumns> meant(List<String> parts) {
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String table = parts.get(parts.size() - 1);
        if (parts.size() > 1) {
            return names.table(parts.get(parts.size() - 2), table);
        }
        List<TableColumns> named = names.tablesNamed(table);
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** The names in parentheses; empty where anything else stands there, but for an order behind a name. */
    private List<String> list() {
        return places().stream().map(statement::name).toList();
    }

    private List<Integer> places() {
        List<Integer> found = new ArrayList<>();
        if (!statement.isSymbol(next, "(")) {
            return List.of();
        }
        do {
            next++;
            if (!statement.isName(next)) {
                return List.of();
            }
            found.add(next++);
            if (!skip("ASC")) {
                skip("DESC");
            }
            if (!skip("NULLS", "FIRST")) {
                skip("NULLS", "LAST");
            }
        } while (statement.isSymbol(next, ","));
        return statement.isSymbol(next++, ")") ? found : List.of();
    }

    /** A name with its qualifiers before it; empty where there is none. */
    private List<String> name() {
        List<String> parts = new ArrayList<>();
        if (statement.isName(next)) {
            parts.add(statement.name(next++));
            while (statement.isSymbol(next, ".") && statement.isName(next + 1)) {
                parts.add(statement.name(next + 1));
                next += 2;
            }
        }
        return parts;
    }

    private boolean skip(String... words) {
        boolean there = statement.areWords(next, words);
        next += there ? words.length : 0;
        return there;
    }

    private boolean skipSymbol(String symbol) {
        boolean there = statement.isSymbol(next, symbol);
        next += there ? 1 : 0;
        return there;
    }

    private boolean ends() {
        return next == statement.size();
    }
}
