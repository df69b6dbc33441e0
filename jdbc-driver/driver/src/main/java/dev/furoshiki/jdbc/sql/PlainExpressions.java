package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Proves that an expression touches no encrypted column, so that the server may compute it and its parameters are plain.
 * Every kind of node is on a list; what is not is refused. Routines have been held against theirs before. Immutable.
 */
final class PlainExpressions {

    private static final Set<SqlKind> OPERATORS = EnumSet.of(
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.IS_TRUE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_FALSE,
            SqlKind.IS_UNKNOWN,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.BETWEEN,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.LIKE,
            SqlKind.SIMILAR,
            SqlKind.PLUS,
            SqlKind.MINUS,
            SqlKind.TIMES,
            SqlKind.DIVIDE,
            SqlKind.MOD,
            SqlKind.PLUS_PREFIX,
            SqlKind.MINUS_PREFIX,
            SqlKind.CAST,
            SqlKind.CASE,
            SqlKind.ROW,
            SqlKind.DEFAULT,
            SqlKind.DESCENDING,
            SqlKind.NULLS_FIRST,
            SqlKind.NULLS_LAST,
            SqlKind.SOME,
            SqlKind.ALL,
            SqlKind.ITEM,
            SqlKind.OVERLAPS,
            SqlKind.ARRAY_VALUE_CONSTRUCTOR);

    private final TableScope scope;

    PlainExpressions(TableScope scope) {
        this.scope = scope;
    }

    /**
     * Refuses what is not provably plain.
     *
     * @throws UnsupportedStatementException naming the encrypted column, or what cannot be judged
     */
    void require(@Nullable SqlNode node) throws SQLException {
        require(node, "an expression");
    }

    private void require(@Nullable SqlNode node, String around) throws SQLException {
        if (node == null
                || node instanceof SqlLiteral
                || node instanceof SqlDynamicParam
                || node instanceof SqlDataTypeSpec
                || node instanceof SqlIntervalQualifier) {
            return;
        }
        if (node instanceof SqlNodeList list) {
            for (SqlNode element : list) {
                require(element, around);
            }
        } else if (node instanceof SqlIdentifier identifier) {
            requirePlain(identifier, around);
        } else if (node instanceof SqlCall argument && node.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
            require(argument.operand(0), around); // the other is the argument's name
        } else if (node instanceof SqlCall call && isKnown(call)) {
            for (SqlNode operand : call.getOperandList()) {
                require(operand, call.getOperator().getName());
            }
        } else {
            throw Refusals.table(
                    scope.table().name(),
                    what(node) + " is not supported in a statement over it",
                    Refusals.PLAIN_DRIVER);
        }
    }

    private static boolean isKnown(SqlCall call) {
        SqlOperator operator = call.getOperator();
        return OPERATORS.contains(call.getKind())
                || operator instanceof SqlFunction
                || operator.equals(SqlStdOperatorTable.CONCAT);
    }

    private static String what(SqlNode node) {
        return switch (node.getKind()) {
            case SELECT, VALUES, ORDER_BY, WITH, UNION, INTERSECT, EXCEPT, EXISTS, SCALAR_QUERY -> "a subquery";
            case OVER -> "a window function";
            default -> "the construct " + node.getKind();
        };
    }

    private void requirePlain(SqlIdentifier identifier, String around) throws SQLException {
        if (identifier.isStar()) {
            if (identifier.names.size() > 1) {
                throw Refusals.table(scope.table().name(), "its row as a whole cannot be used", "name the columns");
            }
            return; // count(*)
        }
        EncryptedColumn column = scope.column(identifier).encrypted().orElse(null);
        if (column != null) {
            throw Refusals.column(
                    column,
                    "the server cannot compute on it (" + around + ")",
                    "select the column itself and compute in the application"
                            + (column.comparable()
                                    ? ", or compare it with a parameter by =, <>, IN or IS NULL"
                                    : ", or declare it with INDEX = EQUALITY to compare it with a parameter"));
        }
    }
}
