package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;

/** What the grammar of a statement's dialect has that others have not, and how tightly its operators bind. Immutable. */
final class Grammar {

    private final Dialect dialect;
    private final Words words;
    private final boolean pipesAsConcat;
    private final boolean highNotPrecedence;

    private Grammar(Dialect dialect, Words words, boolean pipesAsConcat, boolean highNotPrecedence) {
        this.dialect = dialect;
        this.words = words;
        this.pipesAsConcat = pipesAsConcat;
        this.highNotPrecedence = highNotPrecedence;
    }

    static Grammar of(Syntax syntax) {
        if (syntax instanceof MySqlSyntax mysql) {
            return new Grammar(Dialect.MYSQL, MySqlWords.WORDS, mysql.pipesAsConcat(), mysql.highNotPrecedence());
        }
        if (syntax instanceof H2Syntax h2) {
            return new Grammar(Dialect.H2, H2Words.WORDS.without(h2.nonKeywords()), false, false);
        }
        return new Grammar(Dialect.POSTGRESQL, PostgresWords.WORDS, false, false);
    }

    Dialect dialect() {
        return dialect;
    }

    boolean isPostgres() {
        return dialect == Dialect.POSTGRESQL;
    }

    boolean isMySql() {
        return dialect == Dialect.MYSQL;
    }

    boolean isH2() {
        return dialect == Dialect.H2;
    }

    Words words() {
        return words;
    }

    /** H2 reads comparisons and predicates from left to right, and MySQL comparisons and IS. */
    int levelOfIs() {
        return isPostgres() ? Level.IS : Level.COMPARISON;
    }

    int levelOfPredicates() {
        return isH2() ? Level.COMPARISON : Level.PREDICATE;
    }

    /** What a comparison's other side binds at least as tightly as. */
    int levelBeyondComparison() {
        return isH2() ? Level.OTHER : Level.PREDICATE;
    }

    /** What NOT takes along. */
    int levelOfNot() {
        return highNotPrecedence ? Level.SIGN : Level.NOT;
    }

    static boolean isComparison(String symbol) {
        return switch (symbol) {
            case "=", "<>", "!=", "<", "<=", ">", ">=", "<=>" -> true;
            default -> false;
        };
    }

    /** -1 for what is no operator between two operands. */
    int levelBetween(String symbol) {
        if (symbol.equals("<=>")) {
            return isMySql() ? Level.COMPARISON : isPostgres() ? Level.OTHER : -1;
        }
        if (isComparison(symbol)) {
            return Level.COMPARISON;
        }
        return switch (symbol) {
            case "+", "-" -> Level.SUM;
            case "*", "/", "%" -> Level.PRODUCT;
            case "(", ")", "[", "]", "{", "}", ",", ";", ".", ":", "::", "=>", "$", "\\", "?", "??(", "??)" -> -1;
            case ":=" -> isPostgres() ? -1 : Level.ASSIGNMENT;
            default -> levelOfOther(symbol);
        };
    }

    private int levelOfOther(String symbol) {
        return switch (dialect) {
            case POSTGRESQL -> symbol.equals("^") ? Level.POWER : Level.OTHER;
            case MYSQL ->
                switch (symbol) {
                    case "||" -> pipesAsConcat ? Level.AT : Level.OR;
                    case "&&" -> Level.AND;
                    case "|" -> Level.OTHER;
                    case "&" -> Level.BIT_AND;
                    case "<<", ">>" -> Level.SHIFT;
                    case "^" -> Level.POWER;
                    default -> -1;
                };
            case H2 ->
                switch (symbol) {
                    case "||", "&&", "~", "!~" -> Level.OTHER;
                    default -> -1;
                };
        };
    }
}
