package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.CatalogChange.ColumnClause;
import dev.furoshiki.jdbc.catalog.ClauseOptions;
import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.parse.TreeParser;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** CREATE TABLE with encrypted columns and DROP TABLE of an encrypted table. Stateless. */
final class DefinitionAnalysis {

    private DefinitionAnalysis() {}

    /** Whether a CREATE TABLE declares an encrypted column; where it only looks so, its analysis says what is wrong. */
    static boolean declaresEncryption(SqlText statement) {
        for (int i = 0; i < statement.size(); i++) {
            if (statement.areWords(i, "ENCRYPTED", "WITH") && statement.isSymbol(i + 2, "(")) {
                return true;
            }
        }
        return false;
    }

    static CatalogChange.CreateTable create(SqlText statement, CatalogNames names) throws SQLException {
        TableDefinition tree = parse(statement);
        TableName table = tableName(tree.name(), names);
        List<ColumnClause> columns = new ArrayList<>();
        for (TableDefinition.Column column : tree.columns()) {
            if (!column.encryption().isEmpty()) {
                columns.add(clause(statement, table, column));
            }
        }
        return definition(statement, tree, table, columns);
    }

    private static CatalogChange.CreateTable definition(
            SqlText statement, TableDefinition tree, TableName table, List<ColumnClause> columns) throws SQLException {
        CatalogChange.CreateTable change = new CatalogChange.CreateTable(
                table, statement.text(), tree.ifNotExists(), columns, statement.start(tree.end()));
        PlaintextPlaces.requireNone(statement, tree, change);
        return change;
    }

    /** CREATE TABLE of a table that a policy or classes declare columns of; whatever it says of other tables is none of it. */
    static Optional<CatalogChange> awaited(SqlText statement, CatalogNames names) throws SQLException {
        if (names.catalog().awaited().isEmpty()
                || names.suspects(statement).stream()
                        .noneMatch(one -> names.awaited(statement.name(one)).isPresent())) {
            return Optional.empty();
        }
        TableDefinition tree = parse(statement);
        TableName table = tableName(tree.name(), names);
        List<Annotation> declared = names.awaited(table);
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        List<ColumnClause> columns = new ArrayList<>();
        for (TableDefinition.Column column : tree.columns()) {
            String name = column.name().simple();
            for (Annotation annotation : declared) {
                if (annotation.column().equals(name)) {
                    columns.add(declared(statement, tree, column, annotation));
                }
            }
        }
        for (Annotation annotation : declared) {
            if (columns.stream().noneMatch(one -> one.annotation().equals(annotation))) {
                throw ClauseOptions.withoutColumn(annotation);
            }
        }
        return Optional.of(definition(statement, tree, table, columns));
    }

    private static ColumnClause declared(
            SqlText statement, TableDefinition tree, TableDefinition.Column column, Annotation annotation)
            throws SQLException {
        int typeStart = statement.start(column.type().first());
        int typeEnd = statement.end(endOfType(statement, column.type().last()));
        String type = statement.text().substring(typeStart, typeEnd);
        ClauseOptions.requireType(annotation, type, tableCollation(statement, tree));
        return new ColumnClause(annotation, typeStart, typeEnd, typeEnd, typeEnd);
    }

    /** {@code COLLATE = name} among MySQL's options of a table. */
    private static Optional<String> tableCollation(SqlText statement, TableDefinition tree) {
        for (int i = tree.end(); i < statement.size() && server(statement) == ServerKind.MYSQL; i++) {
            if (statement.isWord(i, "COLLATE")) {
                return Optional.of(statement.written(statement.isSymbol(i + 1, "=") ? i + 2 : i + 1));
            }
        }
        return Optional.empty();
    }

    private static TableDefinition parse(SqlText statement) throws SQLException {
        TableDefinition tree = TreeParser.readEncryptedTable(statement);
        if (tree.temporary()) {
            throw SyntaxErrors.at(
                    statement.start(1),
                    "ENCRYPTED WITH is understood in CREATE TABLE [IF NOT EXISTS] name (column type ..., ...) only");
        }
        return tree;
    }

    private static ColumnClause clause(SqlText statement, TableName table, TableDefinition.Column column)
            throws SQLException {
        String name = column.name().simple();
        if (column.encryption().size() > 1) {
            throw ClauseOptions.repeated(table, name, "ENCRYPTED WITH");
        }
        TableDefinition.Encryption clause = column.encryption().get(0);
        int typeStart = statement.start(column.type().first());
        int typeEnd = statement.end(endOfType(statement, column.type().last()));
        String type = statement.text().substring(typeStart, typeEnd);
        Annotation annotation =
                ClauseOptions.annotation(server(statement), table, name, type, options(statement, table, name, clause));
        return new ColumnClause(
                annotation,
                typeStart,
                typeEnd,
                statement.start(clause.span().first()),
                statement.end(clause.span().last()));
    }

    private static Map<String, String> options(
            SqlText statement, TableName table, String column, TableDefinition.Encryption clause) throws SQLException {
        Map<String, String> options = new LinkedHashMap<>();
        for (TableDefinition.Option option : clause.options()) {
            String name = option.name().simple().toUpperCase(Locale.ROOT);
            if (options.put(name, value(statement, option.value())) != null) {
                throw ClauseOptions.repeated(table, column, name);
            }
        }
        return options;
    }

    private static String value(SqlText statement, int index) throws SQLException {
        String written = statement.written(index);
        if (statement.isName(index)) {
            return statement.name(index);
        }
        if (statement.is(index, Token.Kind.STRING) && written.startsWith("'")) {
            return written.substring(1, written.length() - 1).replace("''", "'");
        }
        throw SyntaxErrors.at(statement.start(index), "an option's value is a name or a string in plain quotes");
    }

    /** A table without a schema is in the default one; the catalogue checks afterwards that the server thinks so too. */
    private static TableName tableName(Name name, CatalogNames names) {
        List<String> parts = name.parts();
        return new TableName(
                parts.size() > 1 ? parts.get(parts.size() - 2) : names.catalog().defaultSchema(), name.simple());
    }

    /** MySQL's types have attributes behind them, which the physical type has not. */
    private static int endOfType(SqlText statement, int last) {
        int next = last + 1;
        while (server(statement) == ServerKind.MYSQL) {
            if (statement.isAnyWord(next, "UNSIGNED", "SIGNED", "ZEROFILL")) {
                next++;
            } else if (statement.isAnyWord(next, "COLLATE", "CHARSET")) {
                next += 2;
            } else if (statement.areWords(next, "CHARACTER", "SET")) {
                next += 3;
            } else {
                break;
            }
        }
        return next - 1;
    }

    private static ServerKind server(SqlText statement) {
        return switch (statement.syntax().dialect()) {
            case POSTGRESQL -> ServerKind.POSTGRESQL;
            case MYSQL -> ServerKind.MYSQL;
            case H2 -> ServerKind.H2;
        };
    }

    /** DROP TABLE [IF EXISTS] name [CASCADE | RESTRICT], read from the tokens. */
    static CatalogChange.DropTable drop(SqlText statement, CatalogNames names) throws SQLException {
        int name = statement.isWord(1, "TEMPORARY") ? 3 : 2;
        int first = statement.areWords(name, "IF", "EXISTS") ? name + 2 : name;
        int last = first;
        List<String> parts = new ArrayList<>(List.of(statement.name(first)));
        while (statement.isSymbol(last + 1, ".") && statement.isName(last + 2)) {
            last += 2;
            parts.add(statement.name(last));
        }
        boolean ends = last + 1 == statement.size()
                || (last + 2 == statement.size() && statement.isAnyWord(last + 1, "CASCADE", "RESTRICT"));
        Optional<TableColumns> table = names.meant(parts);
        if (!statement.isName(first) || !ends || table.isEmpty()) {
            throw Refusals.name(names.firstSuspect(statement), "drop it by itself: DROP TABLE name");
        }
        return new CatalogChange.DropTable(table.get().name(), statement.text());
    }

    /**
     * Whether the suspicious names of an ALTER TABLE or CREATE INDEX of a plain table are but columns of it, or tables that its
     * foreign keys refer to: the server looks for the row, and gives nothing of it away.
     */
    static boolean areHarmless(SqlText statement, List<Integer> suspects) {
        boolean index = statement.areWords(0, "CREATE", "INDEX") || statement.areWords(0, "CREATE", "UNIQUE", "INDEX");
        return (index || statement.areWords(0, "ALTER", "TABLE"))
                && suspects.stream()
                        .allMatch(suspect -> isReferenced(statement, suspect)
                                || isNamedAsColumn(statement, suspect)
                                || isInColumnList(statement, suspect, index));
    }

    /** {@code REFERENCES schema.table}. */
    private static boolean isReferenced(SqlText statement, int suspect) {
        int first = suspect;
        while (statement.isSymbol(first - 1, ".")) {
            first -= 2;
        }
        return statement.isWord(first - 1, "REFERENCES");
    }

    /** {@code ADD COLUMN name}, {@code DROP COLUMN IF EXISTS name}, {@code RENAME COLUMN other TO name}. */
    private static boolean isNamedAsColumn(SqlText statement, int suspect) {
        return statement.isWord(suspect - 1, "COLUMN")
                || statement.areWords(suspect - 3, "COLUMN", "IF", "EXISTS")
                || statement.areWords(suspect - 4, "COLUMN", "IF", "NOT", "EXISTS")
                || (statement.areWords(suspect - 4, "RENAME", "COLUMN") && statement.isWord(suspect - 1, "TO"));
    }

    /** {@code FOREIGN KEY (name, ...)}, {@code CREATE INDEX ON t (name, ...)}. */
    private static boolean isInColumnList(SqlText statement, int suspect, boolean index) {
        int opening = suspect - 1;
        while (statement.isSymbol(opening, ",") && statement.isName(opening - 1)) {
            opening -= 2;
        }
        return statement.isSymbol(opening, "(") && (index || statement.isAnyWord(opening - 1, "KEY", "UNIQUE"));
    }

    /** Whether the suspicious names of a CREATE TABLE are but columns of it, or tables that it refers to. */
    @SuppressWarnings("UnusedException") // what cannot be read is not provably plain, and refused as such
    static boolean isPlain(SqlText statement, List<Integer> suspects) {
        TableDefinition tree;
        try {
            tree = TreeParser.readTable(statement);
        } catch (SQLSyntaxErrorException unreadable) {
            return false;
        }
        List<Integer> columns = tree.columns().stream()
                .map(column -> column.name().span().first())
                .toList();
        return suspects.stream().allMatch(suspect -> columns.contains(suspect) || isReferenced(statement, suspect));
    }
}
