package dev.furoshiki.jdbc.sql.parse;

/** What a dialect's grammar has that others have not. */
enum Syntax {
    POSTGRESQL,
    MYSQL,
    H2;

    boolean isPostgres() {
        return this == POSTGRESQL;
    }

    boolean isMySql() {
        return this == MYSQL;
    }

    boolean isH2() {
        return this == H2;
    }

    /** Loaded for the dialect at hand only. */
    Words words() {
        return switch (this) {
            case POSTGRESQL -> PostgresWords.WORDS;
            case MYSQL -> MySqlWords.WORDS;
            case H2 -> H2Words.WORDS;
        };
    }

    /** H2 reads comparisons and predicates from left to right, and MySQL comparisons and IS. */
    int levelOfIs() {
        return isPostgres() ? Level.IS : Level.COMPARISON;
    }

    int levelOfPredicates() {
        return isH2() ? Level.COMPARISON : Level.PREDICATE;
    }

    /** What a comparison's or a predicate's other side binds at least as tightly as. */
    int levelBeyondPredicates() {
        return Level.OTHER;
    }

    int levelBeyondComparison() {
        return isH2() ? Level.OTHER : Level.PREDICATE;
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
            case "(", ")", "[", "]", "{", "}", ",", ";", ".", ":", "::", "=>", "$", "\\", "?" -> -1;
            case ":=" -> isMySql() ? Level.ASSIGNMENT : -1;
            default -> levelOfOther(symbol);
        };
    }

    private int levelOfOther(String symbol) {
        return switch (this) {
            case POSTGRESQL -> symbol.equals("^") ? Level.POWER : Level.OTHER;
            case MYSQL ->
                switch (symbol) {
                    case "||" -> Level.OR;
                    case "&&" -> Level.AND;
                    case "|" -> Level.OTHER;
                    case "&" -> Level.BIT_AND;
                    case "<<", ">>" -> Level.SHIFT;
                    case "^" -> Level.POWER;
                    default -> -1;
                };
            case H2 ->
                switch (symbol) {
                    case "||", "&&", "~", "~*", "!~", "!~*", "@>", "<@" -> Level.OTHER;
                    default -> -1;
                };
        };
    }
}
