package dev.furoshiki.jdbc.sql;

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
final class RoutineCalls {

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

    /** Words that are keywords only behind certain others; the empty one stands for the start. */
    private static final Map<String, Set<String>> KEYWORDS_BEHIND = Map.ofEntries(
            Map.entry("BY", Set.of("GROUP", "ORDER", "PARTITION")),
            Map.entry("KEY", Set.of("PRIMARY", "FOREIGN")),
            Map.entry("SETS", Set.of("GROUPING")),
            Map.entry("CONFLICT", Set.of("ON")),
            Map.entry("MATERIALIZED", Set.of("AS", "NOT")),
            Map.entry("FIRST", Set.of("FETCH")),
            Map.entry("NEXT", Set.of("FETCH")),
            Map.entry("IDENTITY", Set.of("AS")),
            Map.entry("EXPLAIN", Set.of("")),
            Map.entry("VACUUM", Set.of("")),
            Map.entry("SET", Set.of("UPDATE")));

    private static final Set<String> PARTITION_METHODS = Set.of("RANGE", "LIST", "HASH");

    private static final Set<String> PRIVILEGES = Set.of("SELECT", "INSERT", "UPDATE", "REFERENCES");

    /** After one of these the name before a parenthesis is that of a table, a view or an alias. */
    private static final Set<String> BEFORE_RELATION =
            Set.of("AS", "EXISTS", "INTO", "RECURSIVE", "REFERENCES", "TABLE", "VIEW", "WITH");

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
    static Set<String> builtIn() {
        return BUILT_IN;
    }

    /**
     * Refuses a statement that calls an unknown routine.
     *
     * @param declared lower-case names that the application vouches for, with or without schema; {@code *} for all
     */
    static void requireKnown(SqlText statement, Set<String> declared) throws UnsupportedStatementException {
        if (declared.contains("*") || statement.isWord(0, "DROP")) {
            return;
        }
        for (int i = 0; i + 1 < statement.size(); i++) {
            if (statement.isSymbol(i + 1, "(") && mayBeCall(statement, i)) {
                requireKnown(statement, i, declared);
            }
        }
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
        boolean builtIn = BUILT_IN.contains(name) && (!qualified || schema.equals("pg_catalog"));
        if (!builtIn
                && !declared.contains(full.toLowerCase(Locale.ROOT))
                && !declared.contains(name.toLowerCase(Locale.ROOT))) {
            throw Refusals.routine(full);
        }
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
                || (statement.isSymbol(before, ")") && !endsDistinctOn(statement, before))
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
        // UPDATE t SET (a, b) = ...: behind the table's name or alias.
        boolean assigns =
                word.equals("SET") && statement.isName(index - 1) && !RESERVED.contains(statement.word(index - 1));
        // GRANT SELECT, UPDATE (a, b) ON ...
        boolean privilege = statement.isAnyWord(0, "GRANT", "REVOKE") && PRIVILEGES.contains(word);
        return behind || assigns || privilege || isPartitionMethod(statement, index, word);
    }

    /** {@code CREATE TABLE t (...) PARTITION BY HASH (}; within parentheses it would be a window's, and the name a call. */
    private static boolean isPartitionMethod(SqlText statement, int index, String word) {
        boolean behind = statement.isWord(0, "CREATE") && statement.areWords(index - 2, "PARTITION", "BY");
        return behind && PARTITION_METHODS.contains(word) && enclosing(statement, index) < 0;
    }

    /** {@code DISTINCT ON (...)} is followed by expressions, where other parentheses are followed by an alias. */
    private static boolean endsDistinctOn(SqlText statement, int closing) {
        int opening = enclosing(statement, closing);
        return opening >= 2 && statement.areWords(opening - 2, "DISTINCT", "ON");
    }

    /** The innermost parenthesis that is opened before a token and closed by it or behind it; -1 where there is none. */
    private static int enclosing(SqlText statement, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (statement.isSymbol(i, "(") && statement.closing(i) >= index) {
                return i;
            }
        }
        return -1;
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
