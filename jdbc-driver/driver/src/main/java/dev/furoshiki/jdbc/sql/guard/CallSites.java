package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what a statement calls, in whatever dialect: a name before a parenthesis is a call unless its place says otherwise, so
 * that a doubtful one is refused, not let by. Stateless.
 */
abstract class CallSites implements RoutineCalls {

    private static final Set<String> VERBS =
            Set.of("SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "VALUES", "MERGE", "TABLE");

    private final Set<String> builtIn;

    CallSites(Set<String> builtIn) {
        this.builtIn = builtIn;
    }

    @Override
    public final Set<String> builtIn() {
        return builtIn;
    }

    @Override
    public final void requireKnown(SqlText statement, Set<String> declared) throws UnsupportedStatementException {
        if (declared.contains("*") || callsNothing(statement)) {
            return;
        }
        for (int i = 0; i < statement.size(); i++) {
            boolean called = statement.isSymbol(i + 1, "(") && mayBeCall(statement, i);
            if (called || isOtherCall(statement, i)) {
                requireKnown(statement, i, declared);
            }
        }
        requireKnownCall(statement, declared);
    }

    /** Whether it is of a kind whose parentheses hold columns, options and the types of arguments. */
    abstract boolean callsNothing(SqlText statement);

    /** Whether a name before a parenthesis is a keyword there. */
    abstract boolean isKeyword(SqlText statement, int index);

    /**
     * Whether a name before a parenthesis is that of a table, a view, an alias or an index.
     *
     * @param before the index before the name and its qualifiers
     */
    abstract boolean isRelation(SqlText statement, int index, int before);

    /** Whether that routine is the server's own, and let by. */
    abstract boolean isBuiltIn(SqlText statement, int index);

    /** Whether a name without a parenthesis behind it is called. */
    boolean isOtherCall(SqlText statement, int index) {
        return false;
    }

    /** What {@code CALL} calls, with or without parentheses. */
    void requireKnownCall(SqlText statement, Set<String> declared) throws UnsupportedStatementException {
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

    final void requireKnown(SqlText statement, int index, Set<String> declared) throws UnsupportedStatementException {
        if (statement.is(index, Token.Kind.ESCAPED_NAME)) {
            throw Refusals.routine("U&\"...\"");
        }
        String name = statement.name(index);
        String full = isQualified(statement, index) ? statement.name(index - 2) + "." + name : name;
        if (!isBuiltIn(statement, index)
                && !declared.contains(full.toLowerCase(Locale.ROOT))
                && !declared.contains(name.toLowerCase(Locale.ROOT))) {
            throw Refusals.routine(full);
        }
    }

    static boolean isQualified(SqlText statement, int index) {
        return statement.isSymbol(index - 1, ".");
    }

    private boolean mayBeCall(SqlText statement, int index) {
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
        return !isRelation(statement, index, head - 1) && !isCommonTable(statement, index, head - 1);
    }

    /** Whether it stands within no parentheses. */
    static boolean isOutermost(SqlText statement, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (statement.isSymbol(i, "(") && statement.closing(i) >= index) {
                return false;
            }
        }
        return true;
    }

    /** {@code WITH a AS (...), b (x) AS (}, wherever WITH stands. */
    private static boolean isCommonTable(SqlText statement, int index, int before) {
        return isInFirstWith(statement, index, before) || isBehindCommonTables(statement, index, before);
    }

    /** Whether there are only common table expressions, each in full, between WITH and the comma before the name. */
    private static boolean isBehindCommonTables(SqlText statement, int index, int before) {
        int comma = before;
        while (statement.isSymbol(comma, ",") && statement.isSymbol(comma - 1, ")")) {
            int last = statement.opening(comma - 1) - 1;
            if (statement.isWord(last, "MATERIALIZED")) {
                last -= statement.isWord(last - 1, "NOT") ? 2 : 1;
            }
            last = statement.isWord(last, "AS") ? last - 1 : -1;
            last = statement.isSymbol(last, ")") ? statement.opening(last) - 1 : last;
            // FROM f(1) WITH ORDINALITY AS (x int), g(1) AS (x int) calls both
            if (!statement.isName(last) || statement.isWord(last, "ORDINALITY")) {
                return false;
            }
            comma = last - 1;
        }
        boolean with = statement.isWord(comma, "WITH") || statement.areWords(comma - 1, "WITH", "RECURSIVE");
        return comma < before && with && statement.isWord(statement.closing(index + 1) + 1, "AS");
    }

    /** Still before the statement's own verb. */
    private static boolean isInFirstWith(SqlText statement, int index, int before) {
        int first = 0;
        while (statement.isAnyWord(first, "EXPLAIN", "ANALYZE", "VERBOSE") || statement.isSymbol(first, "(")) {
            first = statement.isSymbol(first, "(") ? statement.closing(first) + 1 : first + 1;
        }
        if (!statement.isSymbol(before, ",") || !statement.isWord(first, "WITH")) {
            return false;
        }
        for (int i = first; i < before; i++) {
            if (statement.isSymbol(i, "(")) {
                i = statement.closing(i);
            } else if (VERBS.contains(statement.word(i))) {
                return false;
            }
        }
        return statement.isWord(statement.closing(index + 1) + 1, "AS");
    }
}
