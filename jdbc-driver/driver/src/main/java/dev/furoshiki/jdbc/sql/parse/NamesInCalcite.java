package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Set;

/**
 * Which words are names, though Calcite's grammar reserves them: PostgreSQL lets a column be called {@code date}, and any be
 * reached as {@code p.order}. Stateless.
 */
public final class NamesInCalcite {

    /** Reserved there; here either no keywords, or such as stand in front of a parenthesis or a constant only, or as a type. */
    private static final Set<String> WORDS = Set.of(
            "ASOF",
            "BLOB",
            "CALL",
            "CASCADED",
            "CEIL",
            "CEILING",
            "CLOB",
            "COLLECT",
            "CONTAINS",
            "CONVERT",
            "CUBE",
            "CURRENT",
            "CURSOR",
            "DATE",
            "DATETIME",
            "DESCRIBE",
            "DROP",
            "ELEMENT",
            "EQUALS",
            "EXPLAIN",
            "EXTEND",
            "FILTER",
            "FIRST_VALUE",
            "FLOOR",
            "FUSION",
            "GROUPS",
            "INTERSECTION",
            "INTERVAL",
            "MATCH_NUMBER",
            "MEASURE",
            "MEMBER",
            "MINUS",
            "MULTISET",
            "NEW",
            "NONE",
            "ORDINAL",
            "PARTITION",
            "PERIOD",
            "PERMUTE",
            "PRECEDES",
            "QUALIFY",
            "RANGE",
            "RESET",
            "ROLLUP",
            "SKIP",
            "SPECIFIC",
            "STREAM",
            "SUBMULTISET",
            "SUCCEEDS",
            "TIME",
            "TIMESTAMP",
            "TINYINT",
            "TRUNCATE",
            "UNNEST",
            "UNSIGNED",
            "UPSERT",
            "UUID",
            "VARBINARY",
            "VARIANT");

    private NamesInCalcite() {}

    public static boolean isOne(SqlText statement, int index) {
        if (!statement.is(index, Token.Kind.WORD)) {
            return false;
        }
        boolean qualifies = statement.isSymbol(index + 1, ".");
        boolean qualified = statement.isSymbol(index - 1, ".");
        return qualifies || qualified || (WORDS.contains(statement.word(index)) && isNoKeyword(statement, index));
    }

    private static boolean isNoKeyword(SqlText statement, int index) {
        boolean defines = statement.isAnyWord(0, "CREATE", "ALTER");
        if (defines) {
            // The name of a column, before its type.
            return statement.isAnySymbol(index - 1, "(", ",") && statement.isName(index + 1);
        }
        boolean isLabel = statement.isSymbol(index + 1, ",") || statement.isWord(index + 1, "FROM");
        boolean isCast = statement.isSymbol(index - 1, "::") || (statement.isWord(index - 1, "AS") && !isLabel);
        boolean continues = statement.isSymbol(index + 1, "(")
                || statement.is(index + 1, Token.Kind.STRING)
                || statement.isAnyWord(index + 1, "BETWEEN", "BY", "ZONE");
        // As a type Calcite knows INTERVAL with a qualifier only.
        return !continues && (!isCast || statement.isWord(index, "INTERVAL"));
    }
}
