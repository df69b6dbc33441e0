package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Encrypted columns that the server could see where the parser sees something else: {@code SELECT stream id} is a stream's
 * column there, and a column with a label here. Every token that is such a column's name has to be a name in the tree, unless
 * it stands where no column can. Stateless.
 */
final class UnreadNames {

    /** Behind one of these stands a label, a type or a keyword. */
    private static final String[] BEFORE_NO_COLUMN = {
        "AS", "DOUBLE", "FETCH", "FIRST", "GROUP", "IS", "NEXT", "NULLS", "ORDER", "TIME", "TO", "WITH", "WITHOUT"
    };

    private UnreadNames() {}

    /**
     * Refuses a statement with a name that was not read.
     *
     * @param keyword which tokens are words that the server never takes for a column's name
     * @throws UnsupportedStatementException naming the column
     */
    static void refuse(SqlText statement, List<Expression> leaves, Set<TableColumns> tables, IntPredicate keyword)
            throws UnsupportedStatementException {
        Set<Integer> read = new HashSet<>();
        for (Expression leaf : leaves) {
            if (leaf instanceof Name || leaf instanceof Star) {
                for (int i = leaf.span().first(); i <= leaf.span().last(); i++) {
                    read.add(i);
                }
            }
        }
        for (int i = 0; i < statement.size(); i++) {
            if (statement.isName(i) && !read.contains(i) && mayBeColumn(statement, i) && !keyword.test(i)) {
                refuse(statement.comparedName(i), statement.syntax(), tables);
            }
        }
    }

    private static void refuse(String name, Syntax syntax, Set<TableColumns> tables)
            throws UnsupportedStatementException {
        for (TableColumns table : tables) {
            for (Map.Entry<String, EncryptedColumn> column : table.encrypted().entrySet()) {
                if (syntax.comparedName(column.getKey()).equals(name)) {
                    throw Refusals.column(
                            column.getValue(),
                            "it cannot be said with certainty what the name means in this place",
                            "write the column with the table's name or alias before it, and keywords elsewhere");
                }
            }
        }
    }

    private static boolean mayBeColumn(SqlText statement, int index) {
        boolean calls = statement.isSymbol(index + 1, "(");
        boolean precedesConstant = statement.is(index + 1, Token.Kind.STRING);
        boolean followsConstant = statement.is(index - 1, Token.Kind.STRING)
                || statement.is(index - 1, Token.Kind.NUMBER)
                || statement.is(index - 1, Token.Kind.PARAMETER);
        boolean isField = statement.isSymbol(index - 1, "(") && statement.isWord(index - 2, "EXTRACT");
        boolean isType = statement.isSymbol(index - 1, "::");
        boolean behindKeyword = statement.isAnyWord(index - 1, BEFORE_NO_COLUMN);
        return !(calls || precedesConstant || followsConstant || isField || isType || behindKeyword);
    }
}
