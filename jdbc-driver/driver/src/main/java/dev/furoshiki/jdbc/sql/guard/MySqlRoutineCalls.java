package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Set;

/** Calls on MySQL and MariaDB. Stateless. */
final class MySqlRoutineCalls extends CallSites {

    /** Names that are the server's own functions only where the parenthesis follows at once; else they may be the user's. */
    private static final Set<String> ADJACENT = Set.of(
            "ADDDATE",
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "CAST",
            "COUNT",
            "CURDATE",
            "CURTIME",
            "DATE_ADD",
            "DATE_SUB",
            "EXTRACT",
            "GROUP_CONCAT",
            "JSON_ARRAYAGG",
            "JSON_OBJECTAGG",
            "MAX",
            "MID",
            "MIN",
            "NOW",
            "POSITION",
            "SESSION_USER",
            "STD",
            "STDDEV",
            "STDDEV_POP",
            "STDDEV_SAMP",
            "ST_COLLECT",
            "SUBDATE",
            "SUBSTR",
            "SUBSTRING",
            "SUM",
            "SYSDATE",
            "SYSTEM_USER",
            "TRIM",
            "VARIANCE",
            "VAR_POP",
            "VAR_SAMP");

    private static final Set<String> WITHOUT_CALLS =
            Set.of("DROP", "FLUSH", "GRANT", "LOCK", "OPTIMIZE", "RENAME", "REPAIR", "REVOKE", "TRUNCATE", "UNLOCK");

    private static final Set<String> BEFORE_RELATION =
            Set.of("AS", "EXISTS", "INTO", "RECURSIVE", "REFERENCES", "TABLE", "VIEW", "WITH");

    private static final Set<String> BEFORE_INDEX_NAME = Set.of("FULLTEXT", "INDEX", "KEY", "SPATIAL", "UNIQUE");

    private static final Set<String> BEFORE_INSERTED =
            Set.of("DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO", "LOW_PRIORITY");

    private static final Set<String> EXPLAINED = Set.of("DELETE", "INSERT", "REPLACE", "SELECT", "UPDATE", "WITH");

    private static final Set<String> PARTITION_METHODS = Set.of("COLUMNS", "HASH", "LIST", "SYSTEM_TIME", "THAN");

    private static final Set<String> INDEX_METHODS = Set.of("BTREE", "HASH", "RTREE");

    MySqlRoutineCalls() {
        super(RoutineList.read(RoutineList.class, "mysql-routines.txt"));
    }

    @Override
    boolean callsNothing(SqlText statement) {
        return WITHOUT_CALLS.contains(statement.word(0))
                || (statement.isAnyWord(0, "ANALYZE", "CHECK") && statement.isWord(1, "TABLE"));
    }

    /** A quoted name is never one of the grammar's own, and the name of a schema before it never the server's. */
    @Override
    boolean isBuiltIn(SqlText statement, int index) {
        boolean adjacent = !statement.isSymbol(index + 1, "(")
                || statement.end(index) == statement.start(index + 1)
                || (statement.syntax() instanceof MySqlSyntax syntax && syntax.ignoreSpace());
        return statement.is(index, Token.Kind.WORD)
                && !isQualified(statement, index)
                && builtIn().contains(statement.name(index).toLowerCase(Locale.ROOT))
                && (adjacent || !ADJACENT.contains(statement.word(index)));
    }

    @Override
    boolean isKeyword(SqlText statement, int index) {
        String word = statement.word(index);
        if (isQualified(statement, index)) {
            return false;
        }
        return MySqlKeywords.reserved().contains(word)
                || (word.equals("RETURNING") && isBehindChange(statement, index))
                || isOfDefinition(statement, index, word)
                || (statement.isAnyWord(index, "ANY", "SOME") && isQuantifier(statement, index))
                || (word.equals("COLUMNS")
                        && statement.is(index - 1, Token.Kind.STRING)) // JSON_TABLE(..., 'path' COLUMNS (
                || (word.equals("OFFSET") && statement.isWord(index - 2, "LIMIT"));
    }

    /** {@code = ANY (SELECT}: before anything but a query it could be the user's own function. */
    private static boolean isQuantifier(SqlText statement, int index) {
        int query = index + 2;
        while (statement.isSymbol(query, "(")) {
            query++;
        }
        return statement.isAnySymbol(index - 1, "=", "<>", "!=", "<", "<=", ">", ">=")
                && statement.isAnyWord(query, "SELECT", "WITH", "VALUES", "TABLE");
    }

    /** {@code INSERT ... RETURNING (}, behind an operand: MySQL, where it is no keyword, may call a routine so elsewhere. */
    private static boolean isBehindChange(SqlText statement, int index) {
        int before = index - 1;
        boolean operand = statement.isSymbol(before, ")")
                || statement.is(before, Token.Kind.STRING)
                || statement.is(before, Token.Kind.NUMBER)
                || statement.is(before, Token.Kind.PARAMETER)
                || statement.isAnyWord(before, "NULL", "TRUE", "FALSE", "UNKNOWN", "DEFAULT", "END")
                || (statement.isName(before) && !MySqlKeywords.reserved().contains(statement.word(before)));
        return operand
                && isOutermost(statement, index)
                && statement.isAnyWord(verb(statement), "INSERT", "REPLACE", "DELETE");
    }

    /** Past EXPLAIN and its options. */
    private static int verb(SqlText statement) {
        int at = StatementKind.firstWord(statement);
        if (statement.isAnyWord(at, "EXPLAIN", "DESCRIBE", "DESC", "ANALYZE")) {
            while (at < statement.size() && !EXPLAINED.contains(statement.word(at))) {
                at++;
            }
        }
        return at;
    }

    private static boolean isOfDefinition(SqlText statement, int index, String word) {
        if (!statement.isAnyWord(0, "CREATE", "ALTER")) {
            return false;
        }
        boolean partitions = PARTITION_METHODS.contains(word)
                && statement.isAnyWord(index - 1, "BY", "LESS", "LINEAR", "LIST", "RANGE");
        return partitions || (INDEX_METHODS.contains(word) && statement.isAnyWord(index - 1, "USING", "TYPE"));
    }

    @Override
    boolean isRelation(SqlText statement, int index, int before) {
        boolean defines = statement.isAnyWord(0, "CREATE", "ALTER");
        return BEFORE_RELATION.contains(statement.word(before))
                || (defines && BEFORE_INDEX_NAME.contains(statement.word(before)))
                || (defines && statement.areWords(before - 1, "PERIOD", "FOR"))
                || (defines && isPrefixOfColumn(statement, index, before))
                || isIndexed(statement, before)
                || isInserted(statement, before)
                || statement.isSymbol(before, ")"); // FROM (SELECT ...) t (a, b): no call follows an operand
    }

    /** {@code KEY k (note(10))}: so many characters of a column. */
    private static boolean isPrefixOfColumn(SqlText statement, int index, int before) {
        boolean length = statement.is(index + 2, Token.Kind.NUMBER) && statement.isSymbol(index + 3, ")");
        if (!length || !statement.isAnySymbol(before, "(", ",")) {
            return false;
        }
        int opening = before;
        while (opening > 0 && !(statement.isSymbol(opening, "(") && statement.closing(opening) > index + 3)) {
            opening--;
        }
        return isBeforeIndexedColumns(statement, opening - 1);
    }

    private static boolean isBeforeIndexedColumns(SqlText statement, int last) {
        String word = statement.word(last);
        if (statement.isAnyWord(last, "INDEX", "KEY", "UNIQUE")) {
            return true;
        }
        if (!statement.isName(last) || MySqlKeywords.reserved().contains(word)) {
            return false;
        }
        int before = last - 1;
        while (statement.isSymbol(before, ".")) {
            before -= 2;
        }
        int named = statement.areWords(before - 2, "IF", "NOT", "EXISTS") ? before - 3 : before;
        return BEFORE_INDEX_NAME.contains(statement.word(named))
                || (INDEX_METHODS.contains(word) && statement.isAnyWord(before, "USING", "TYPE"))
                || isIndexed(statement, before);
    }

    /** {@code CREATE INDEX ... ON t (}. */
    private static boolean isIndexed(SqlText statement, int before) {
        if (!statement.isWord(0, "CREATE") || !statement.isWord(before, "ON")) {
            return false;
        }
        for (int i = 1; i < before; i++) {
            if (statement.isWord(i, "INDEX")) {
                return isOutermost(statement, before);
            }
            if (statement.isAnyWord(i, "TABLE", "VIEW", "SELECT")) {
                return false;
            }
        }
        return false;
    }

    /** {@code INSERT IGNORE t (}: INTO may be left out. */
    private static boolean isInserted(SqlText statement, int before) {
        int verb = before;
        while (BEFORE_INSERTED.contains(statement.word(verb))) {
            verb--;
        }
        return verb == StatementKind.firstWord(statement) && statement.isAnyWord(verb, "INSERT", "REPLACE");
    }
}
