package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds every routine that a statement calls against the list of built-in ones that run no SQL and read no table, and the
 * application's own list. Stateless.
 *
 * <p>A name before a parenthesis is a call unless its place says otherwise, so that a doubtful one is refused, not let by.
 */
public final class RoutineCalls {

    private static final Set<String> BUILT_IN = read("postgresql-routines.txt");

    /** Words that PostgreSQL lets no routine be named by, and JOIN and its like, which it does but nobody uses. */
    private static final Set<String> RESERVED = Set.of(
            "ALL",
            "ANALYSE",
            "ANALYZE",
            "AND",
            "ANY",
            "ARRAY",
            "AS",
            "BETWEEN",
            "CASE",
            "CAST",
            "CHECK",
            "COLLATE",
            "COLUMN",
            "CONSTRAINT",
            "CREATE",
            "DEFAULT",
            "DISTINCT",
            "DO",
            "ELSE",
            "END",
            "EXCEPT",
            "EXISTS",
            "FETCH",
            "FOR",
            "FOREIGN",
            "FROM",
            "GRANT",
            "GROUP",
            "GROUPING",
            "HAVING",
            "ILIKE",
            "IN",
            "INTERSECT",
            "INTO",
            "IS",
            "JOIN",
            "LATERAL",
            "LIKE",
            "LIMIT",
            "NOT",
            "OFFSET",
            "ON",
            "ONLY",
            "OR",
            "ORDER",
            "PRIMARY",
            "REFERENCES",
            "RETURNING",
            "ROW",
            "SELECT",
            "SIMILAR",
            "SOME",
            "SYMMETRIC",
            "TABLE",
            "THEN",
            "TO",
            "UNION",
            "UNIQUE",
            "USING",
            "VALUES",
            "VARIADIC",
            "WHEN",
            "WHERE",
            "WINDOW",
            "WITH");

    /** Words that are keywords only behind certain others. */
    private static final Map<String, Set<String>> KEYWORDS_BEHIND = Map.ofEntries(
            Map.entry("BY", Set.of("GROUP", "ORDER", "PARTITION")),
            Map.entry("KEY", Set.of("PRIMARY", "FOREIGN")),
            Map.entry("SETS", Set.of("GROUPING")),
            Map.entry("CONFLICT", Set.of("ON")),
            Map.entry("MATERIALIZED", Set.of("AS", "NOT")),
            Map.entry("FIRST", Set.of("FETCH")),
            Map.entry("NEXT", Set.of("FETCH")),
            Map.entry("IDENTITY", Set.of("AS")),
            Map.entry("SECOND", Set.of("INTERVAL", "TO")),
            Map.entry("SET", Set.of("UPDATE")));

    /** Words that are keywords at the start. */
    private static final Set<String> STARTS = Set.of("EXPLAIN", "VACUUM");

    private static final Set<String> PARTITION_METHODS = Set.of("RANGE", "LIST", "HASH");

    /** Statements that call nothing: their parentheses hold columns, options and the types of arguments. */
    private static final Set<String> WITHOUT_CALLS = Set.of(
            "ANALYSE",
            "ANALYZE",
            "CLUSTER",
            "COMMENT",
            "DROP",
            "GRANT",
            "LOCK",
            "REINDEX",
            "REVOKE",
            "TRUNCATE",
            "VACUUM");

    /** After one of these the name before a parenthesis is that of a table, a view or an alias. */
    private static final Set<String> BEFORE_RELATION =
            Set.of("AS", "EXISTS", "INTO", "RECURSIVE", "REFERENCES", "STATISTICS", "TABLE", "VIEW", "WITH");

    /** Words that may stand between two parentheses. */
    private static final Set<String> BETWEEN_PARENTHESES =
            Set.of("FILTER", "INCLUDE", "INHERITS", "OVER", "REPEATABLE");

    /** Routines of one argument that read elsewhere: of these {@code (argument).name} is a call as well. */
    private static final Set<String> READING_ATTRIBUTES = Set.of(
            "lo_creat",
            "lo_create",
            "lo_get",
            "lo_import",
            "lo_unlink",
            "pg_ls_dir",
            "pg_read_binary_file",
            "pg_read_file",
            "pg_stat_file",
            "ts_stat");

    private static final String SET_CONFIG = "set_config";

    private static final Set<String> VERBS = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "VALUES", "MERGE", "TABLE");

    private RoutineCalls() {}

    private static Set<String> read(String resource) {
        try (InputStream in = RoutineCalls.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing from the jar");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The built-in routines that are let by. */
    public static Set<String> builtIn() {
        return BUILT_IN;
    }

    /**
     * Refuses a statement that calls an unknown routine.
     *
     * @param declared lower-case names that the application vouches for, with or without schema; {@code *} for all
     */
    public static void requireKnown(SqlText statement, Set<String> declared) throws UnsupportedStatementException {
        if (declared.contains("*") || WITHOUT_CALLS.contains(statement.word(0))) {
            return;
        }
        for (int i = 0; i < statement.size(); i++) {
            boolean called = statement.isSymbol(i + 1, "(") && mayBeCall(statement, i);
            if (called || isReadingAttribute(statement, i)) {
                requireKnown(statement, i, declared);
            }
        }
        requireKnownCall(statement, declared);
    }

    /** JDBC's {@code {call routine}}: the driver adds the parentheses. */
    private static void requireKnownCall(SqlText statement, Set<String> declared) throws UnsupportedStatementException {
        int first = StatementKind.firstWord(statement);
        if (statement.isWord(first, "CALL")) {
            int name = first + 1;
            while (statement.isSymbol(name + 1, ".")) {
                name += 2;
            }
            if (!statement.isName(name) && !statement.is(name, Token.Kind.ESCAPED_NAME)) {
                throw Refusals.kind("CALL without a routine's name"); // what is there may be a literal
            }
            requireKnown(statement, name, declared);
        }
    }

    private static boolean isReadingAttribute(SqlText statement, int index) {
        return statement.isSymbol(index - 1, ".")
                && statement.isName(index)
                && READING_ATTRIBUTES.contains(statement.name(index));
    }

    private static void requireKnown(SqlText statement, int index, Set<String> declared)
            throws UnsupportedStatementException {
        if (statement.is(index, Token.Kind.ESCAPED_NAME)) {
            throw Refusals.routine("U&\"...\"");
        }
        String name = statement.name(index);
        boolean qualified = statement.isSymbol(index - 1, ".");
        String schema = qualified ? statement.name(index - 2) : "";
        String full = qualified ? schema + "." + name : name;
        boolean ours = BUILT_IN.contains(name) || isHarmlessSetting(statement, index);
        boolean builtIn = ours && (!qualified || schema.equals("pg_catalog"));
        if (!builtIn
                && !declared.contains(full.toLowerCase(Locale.ROOT))
                && !declared.contains(name.toLowerCase(Locale.ROOT))) {
            throw Refusals.routine(full);
        }
    }

    /** {@code set_config('search_path', ...}: a setting that is named in the text, and is none of those that matter. */
    private static boolean isHarmlessSetting(SqlText statement, int index) {
        String setting = statement.written(index + 2);
        return statement.name(index).equals(SET_CONFIG)
                && statement.isSymbol(index + 1, "(")
                && statement.is(index + 2, Token.Kind.STRING)
                && setting.startsWith("'")
                && statement.isSymbol(index + 3, ",")
                && !StatementKind.isLexingSetting(setting.substring(1, setting.length() - 1));
    }

    private static boolean mayBeCall(SqlText statement, int index) {
        if (statement.is(index, Token.Kind.ESCAPED_NAME)) {
            return true;
        }
        if (!statement.isName(index) || isKeyword(statement, index)) {
            return false;
        }
        int head = index;
        while (statement.isSymbol(head - 1, ".") && statement.isName(head - 2)) {
            head -= 2;
        }
        int before = head - 1;
        boolean relation = BEFORE_RELATION.contains(statement.word(before))
                || isBehindParentheses(statement, index, before)
                || isIndexed(statement, before)
                || isCommonTable(statement, index, before);
        return !relation;
    }

    private static boolean isKeyword(SqlText statement, int index) {
        String word = statement.word(index);
        if (RESERVED.contains(word)) {
            return true;
        }
        boolean behind = KEYWORDS_BEHIND.getOrDefault(word, Set.of()).contains(statement.word(index - 1));
        boolean starts = index == 0 && STARTS.contains(word);
        // UPDATE t SET (a, b) = ...: behind the table's name or alias.
        boolean assigns =
                word.equals("SET") && statement.isName(index - 1) && !RESERVED.contains(statement.word(index - 1));
        boolean resets = word.equals("RESET") && statement.isWord(0, "ALTER");
        // MERGE ... WHEN NOT MATCHED THEN INSERT (a, b) VALUES ...
        boolean merges = word.equals("INSERT") && statement.isWord(index - 1, "THEN") && statement.isWord(0, "MERGE");
        boolean excludes = statement.areWords(index - 2, "EXCLUDE", "USING");
        // JSON_TABLE(..., 'path' COLUMNS (...))
        boolean describes = word.equals("COLUMNS") && statement.is(index - 1, Token.Kind.STRING);
        boolean partitions = isPartitionMethod(statement, index, word);
        return behind || starts || assigns || resets || merges || excludes || describes || partitions;
    }

    /** {@code CREATE TABLE t (...) PARTITION BY HASH (}; within parentheses it would be a window's, and the name a call. */
    private static boolean isPartitionMethod(SqlText statement, int index, String word) {
        boolean behind = statement.isWord(0, "CREATE") && statement.areWords(index - 2, "PARTITION", "BY");
        return behind && PARTITION_METHODS.contains(word) && isOutermost(statement, index);
    }

    private static boolean isOutermost(SqlText statement, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (statement.isSymbol(i, "(") && statement.closing(i) >= index) {
                return false;
            }
        }
        return true;
    }

    /** {@code FROM (...) alias (a, b)}, {@code FROM f(...) alias (a, b)}, {@code count(*) OVER (...)}. */
    private static boolean isBehindParentheses(SqlText statement, int index, int before) {
        if (!statement.isSymbol(before, ")")) {
            return false;
        }
        int opening = statement.opening(before);
        // DISTINCT ON (...), RETURNING WITH (...) and OPERATOR(...) are followed by an expression.
        boolean callee = statement.isName(opening - 1)
                && !RESERVED.contains(statement.word(opening - 1))
                && !statement.isWord(opening - 1, "OPERATOR");
        return BETWEEN_PARENTHESES.contains(statement.word(index))
                || callee
                || statement.isAnyWord(opening - 1, "FROM", "JOIN", "LATERAL", "USING")
                || statement.isAnySymbol(opening - 1, ",", "(");
    }

    /** {@code CREATE INDEX ... ON table (} or {@code ... USING method (}. */
    private static boolean isIndexed(SqlText statement, int before) {
        boolean index = statement.areWords(0, "CREATE", "INDEX") || statement.areWords(0, "CREATE", "UNIQUE", "INDEX");
        return index && statement.isAnyWord(before, "ON", "ONLY", "USING") && isFirst(statement, before, "WHERE");
    }

    private static boolean isFirst(SqlText statement, int before, String word) {
        for (int i = 0; i < before; i++) {
            if (statement.isWord(i, word)) {
                return false;
            }
        }
        return true;
    }

    /** {@code WITH a AS (...), b (x) AS (}: still before the statement's own verb. */
    private static boolean isCommonTable(SqlText statement, int index, int before) {
        if (!statement.isSymbol(before, ",") || !statement.isWord(0, "WITH")) {
            return false;
        }
        for (int i = 0; i < before; i++) {
            if (statement.isSymbol(i, "(")) {
                i = statement.closing(i);
            } else if (VERBS.contains(statement.word(i))) {
                return false;
            }
        }
        return statement.isWord(statement.closing(index + 1) + 1, "AS");
    }
}
