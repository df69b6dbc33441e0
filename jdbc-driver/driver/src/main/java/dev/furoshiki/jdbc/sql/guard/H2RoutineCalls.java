package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** H2's calls. Stateless. */
final class H2RoutineCalls extends CallSites {

    /** Keywords that name nothing unless they are quoted, or given up as keywords by {@code NON_KEYWORDS}. */
    private static final Set<String> RESERVED = Set.of(
            "ALL",
            "AND",
            "ANY",
            "ARRAY",
            "AS",
            "ASYMMETRIC",
            "BETWEEN",
            "CASE",
            "CAST",
            "CHECK",
            "CONSTRAINT",
            "CROSS",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "DAY",
            "DEFAULT",
            "DISTINCT",
            "ELSE",
            "END",
            "EXCEPT",
            "EXISTS",
            "FETCH",
            "FOR",
            "FOREIGN",
            "FROM",
            "FULL",
            "GROUP",
            "HAVING",
            "HOUR",
            "IN",
            "INNER",
            "INTERSECT",
            "INTERVAL",
            "IS",
            "JOIN",
            "KEY",
            "LEFT",
            "LIKE",
            "LIMIT",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "MINUS",
            "MINUTE",
            "MONTH",
            "NATURAL",
            "NOT",
            "NULL",
            "OFFSET",
            "ON",
            "OR",
            "ORDER",
            "PRIMARY",
            "QUALIFY",
            "RIGHT",
            "ROW",
            "SECOND",
            "SELECT",
            "SET",
            "SOME",
            "SYMMETRIC",
            "TABLE",
            "TO",
            "UESCAPE",
            "UNION",
            "UNIQUE",
            "USING",
            "VALUE",
            "VALUES",
            "WHEN",
            "WHERE",
            "WINDOW",
            "WITH",
            "YEAR");

    /** Words that are keywords only behind certain others. */
    private static final Map<String, Set<String>> KEYWORDS_BEHIND = Map.ofEntries(
            Map.entry("BY", Set.of("GROUP", "ORDER", "PARTITION")),
            Map.entry("COLUMN", Set.of("ADD", "ALTER")),
            Map.entry("FIRST", Set.of("FETCH")),
            Map.entry("IDENTITY", Set.of("AS")),
            Map.entry("INDEX", Set.of("FORCE", "IGNORE", "USE")),
            Map.entry("INSERT", Set.of("THEN")),
            Map.entry("MATERIALIZED", Set.of("AS", "NOT")),
            Map.entry("NEXT", Set.of("FETCH")),
            Map.entry("OBJECT", Set.of("LARGE")),
            Map.entry("TOP", Set.of("SELECT", "DISTINCT", "ALL")),
            Map.entry("ZONE", Set.of("TIME")));

    /** Built-in routines that only those modes have; in others the application may have made its own of that name. */
    private static final Map<String, Set<String>> OF_MODE = Map.of(
            "LEGACY", Set.of("identity", "scope_identity", "sysdate", "systimestamp", "today"),
            "MariaDB", Set.of("date", "from_unixtime", "last_insert_id", "unix_timestamp"),
            "MySQL", Set.of("date", "from_unixtime", "last_insert_id", "unix_timestamp"),
            "PostgreSQL",
                    Set.of(
                            "array_to_string",
                            "current_database",
                            "gen_random_uuid",
                            "lastval",
                            "to_date",
                            "to_timestamp",
                            "version"));

    private static final Set<String> WITHOUT_CALLS = Set.of("COMMENT", "DROP", "GRANT", "REVOKE", "TRUNCATE");

    private static final Set<String> BEFORE_RELATION =
            Set.of("AS", "EXISTS", "INTO", "RECURSIVE", "REFERENCES", "TABLE", "VIEW", "WITH");

    /** In MySQL's mode, before the name of an index in CREATE TABLE. */
    private static final Set<String> BEFORE_INDEX_NAME = Set.of("FULLTEXT", "INDEX", "KEY", "SPATIAL", "UNIQUE");

    H2RoutineCalls() {
        super(RoutineList.read(RoutineList.class, "h2-routines.txt"));
    }

    @Override
    boolean callsNothing(SqlText statement) {
        return WITHOUT_CALLS.contains(statement.word(0));
    }

    /** A schema's name before a routine's makes it an application's. */
    @Override
    boolean isBuiltIn(SqlText statement, int index) {
        String name = statement.word(index).toLowerCase(Locale.ROOT);
        return statement.is(index, Token.Kind.WORD)
                && !isQualified(statement, index)
                && (builtIn().contains(name) || ofMode(statement.syntax()).contains(name));
    }

    static Set<String> ofMode(Syntax syntax) {
        return syntax instanceof H2Syntax h2 ? OF_MODE.getOrDefault(h2.mode(), Set.of()) : Set.of();
    }

    /** H2 calls whatever expression follows, and a routine with parentheses only. */
    @Override
    void requireKnownCall(SqlText statement, Set<String> declared) {}

    @Override
    boolean isKeyword(SqlText statement, int index) {
        String word = statement.word(index);
        if (isQualified(statement, index)) {
            return false;
        }
        boolean reserved = RESERVED.contains(word)
                && !(statement.syntax() instanceof H2Syntax syntax
                        && syntax.nonKeywords().contains(word));
        boolean behind = KEYWORDS_BEHIND.getOrDefault(word, Set.of()).contains(statement.word(index - 1));
        return reserved || behind || isOfCase(statement, index, word) || isExplain(statement, index);
    }

    /** {@code EXPLAIN (SELECT}, {@code EXPLAIN ANALYZE (SELECT}. */
    private static boolean isExplain(SqlText statement, int index) {
        return (index == 0 && statement.isWord(0, "EXPLAIN"))
                || (index == 1 && statement.areWords(0, "EXPLAIN", "ANALYZE"));
    }

    /** {@code CASE WHEN ... THEN (}: behind an operand. */
    private static boolean isOfCase(SqlText statement, int index, String word) {
        if (!word.equals("THEN") || statement.isWord(index - 1, "BY")) {
            return false;
        }
        boolean when = IntStream.range(0, index).anyMatch(i -> statement.isWord(i, "WHEN"));
        boolean operand = !statement.is(index - 1, Token.Kind.SYMBOL) || statement.isAnySymbol(index - 1, ")", "]");
        boolean value = statement.isAnyWord(index - 1, "NULL", "TRUE", "FALSE", "UNKNOWN", "END");
        return when && operand && (value || !RESERVED.contains(statement.word(index - 1)));
    }

    @Override
    boolean isRelation(SqlText statement, int index, int before) {
        boolean defines = statement.isAnyWord(0, "CREATE", "ALTER");
        return BEFORE_RELATION.contains(statement.word(before))
                || (defines && BEFORE_INDEX_NAME.contains(statement.word(before)) && isOutermostList(statement, before))
                || isIndexed(statement, before)
                || isBehindParentheses(statement, before);
    }

    /** {@code CREATE TABLE t (..., KEY name (a))}. */
    private static boolean isOutermostList(SqlText statement, int before) {
        int opening = before;
        while (opening > 0 && !(statement.isSymbol(opening, "(") && statement.closing(opening) > before)) {
            opening--;
        }
        return isOutermost(statement, opening);
    }

    /** {@code CREATE INDEX ... ON t (}. */
    private static boolean isIndexed(SqlText statement, int before) {
        if (!statement.isWord(0, "CREATE") || !statement.isWord(before, "ON") || !isOutermost(statement, before)) {
            return false;
        }
        for (int i = 1; i < before; i++) {
            if (statement.isAnyWord(i, "TABLE", "VIEW", "SELECT")) {
                return false;
            }
        }
        return true;
    }

    /** {@code FROM (...) alias (a, b)}, {@code f(...) alias (a, b)}, {@code count(*) OVER (...)}; no call follows an operand. */
    private static boolean isBehindParentheses(SqlText statement, int before) {
        if (!statement.isSymbol(before, ")")) {
            return false;
        }
        int opening = statement.opening(before);
        return !statement.isWord(opening - 1, "TOP") && !statement.areWords(opening - 2, "DISTINCT", "ON");
    }
}
