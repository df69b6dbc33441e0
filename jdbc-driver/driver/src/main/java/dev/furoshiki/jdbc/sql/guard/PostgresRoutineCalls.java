package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Map;
import java.util.Set;

/** PostgreSQL's calls. Stateless. */
final class PostgresRoutineCalls extends CallSites {

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

    PostgresRoutineCalls() {
        super(RoutineList.read(RoutineList.class, "postgresql-routines.txt"));
    }

    @Override
    boolean callsNothing(SqlText statement) {
        return WITHOUT_CALLS.contains(statement.word(0));
    }

    @Override
    boolean isOtherCall(SqlText statement, int index) {
        return isReadingAttribute(statement, index);
    }

    @Override
    boolean isBuiltIn(SqlText statement, int index) {
        boolean ours = builtIn().contains(statement.name(index)) || isHarmlessSetting(statement, index);
        return ours
                && (!isQualified(statement, index) || statement.name(index - 2).equals("pg_catalog"));
    }

    @Override
    boolean isRelation(SqlText statement, int index, int before) {
        return BEFORE_RELATION.contains(statement.word(before))
                || isBehindParentheses(statement, index, before)
                || isIndexed(statement, before);
    }

    private static boolean isReadingAttribute(SqlText statement, int index) {
        return statement.isSymbol(index - 1, ".")
                && statement.isName(index)
                && READING_ATTRIBUTES.contains(statement.name(index));
    }

    /** {@code set_config('search_path', ...}: a setting that is named in the text, and is none of those that matter. */
    private static boolean isHarmlessSetting(SqlText statement, int index) {
        String setting = statement.written(index + 2);
        return statement.name(index).equals(SET_CONFIG)
                && statement.isSymbol(index + 1, "(")
                && statement.is(index + 2, Token.Kind.STRING)
                && setting.startsWith("'")
                && statement.isSymbol(index + 3, ",")
                && !PostgresStatementKinds.isLexingSetting(setting.substring(1, setting.length() - 1));
    }

    @Override
    boolean isKeyword(SqlText statement, int index) {
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
        // MERGE ... WHEN NOT MATCHED THEN INSERT (a, b) VALUES ..., behind EXPLAIN and WITH, too; no call has these
        // behind it.
        boolean merges = word.equals("INSERT")
                && statement.isWord(index - 1, "THEN")
                && statement.isAnyWord(statement.closing(index + 1) + 1, "VALUES", "OVERRIDING");
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
}
