package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.parse.ParserText;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted columns that PostgreSQL could see where Calcite sees something else: {@code SELECT stream id} is a stream's column
 * there, and a column with a label here. Every token that is such a column's name has to be a name in the tree, unless it
 * stands where no column can. Stateless.
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
     * @throws UnsupportedStatementException naming the column
     */
    static void refuse(SqlText statement, SqlNode tree, TableColumns table) throws UnsupportedStatementException {
        Set<Integer> read = offsets(tree);
        for (int i = 0; i < statement.size(); i++) {
            if (statement.isName(i) && !read.contains(statement.start(i)) && mayBeColumn(statement, i)) {
                EncryptedColumn column = table.encrypted().get(statement.name(i));
                if (column != null) {
                    throw Refusals.column(
                            column,
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

    private static Set<Integer> offsets(SqlNode tree) {
        Set<Integer> offsets = new HashSet<>();
        tree.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                for (int i = 0; i < name.names.size(); i++) {
                    offsets.add(
                            ParserText.offset(name.getComponentParserPosition(i).getColumnNum()));
                }
                return null;
            }
        });
        return offsets;
    }
}
