package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.SqlNames;
import dev.furoshiki.jdbc.sql.parse.ParserText;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * A WHERE clause: comparisons of encrypted columns with parameters become comparisons of cells or of equality indexes; what
 * touches no encrypted column stays. For one thread.
 *
 * <p>An encrypted comparison has to stand in the text exactly as the tree has it, {@code column operator parameter}, between
 * words that end an operand: then no precedence of an operator that Calcite and PostgreSQL do not share can matter.
 */
final class Conditions {

    private static final String[] WORDS_BEFORE = {"WHERE", "AND", "OR", "NOT"};
    private static final String[] WORDS_AFTER = {"AND", "OR", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH"};

    private final TableScope scope;
    private final SqlText statement;
    private final TextEdits edits;
    private final PlainExpressions plain;

    Conditions(TableScope scope, TextEdits edits) {
        this.scope = scope;
        this.statement = scope.statement();
        this.edits = edits;
        this.plain = new PlainExpressions(scope);
    }

    /** Rewrites a condition, or refuses it. */
    void rewrite(@Nullable SqlNode condition) throws SQLException {
        if (condition instanceof SqlCall call) {
            switch (call.getKind()) {
                case AND, OR, NOT -> {
                    for (SqlNode operand : call.getOperandList()) {
                        rewrite(operand);
                    }
                    return;
                }
                case EQUALS, NOT_EQUALS -> {
                    if (comparison(call)) {
                        return;
                    }
                }
                case IN, NOT_IN -> {
                    if (membership(call)) {
                        return;
                    }
                }
                case IS_NULL, IS_NOT_NULL -> {
                    if (nullness(call)) {
                        return;
                    }
                }
                default -> {}
            }
        }
        plain.require(condition);
    }

    /** {@code column = ?} and its mirror. */
    private boolean comparison(SqlCall call) throws SQLException {
        Optional<TableScope.Column> left = operand(call.operand(0));
        Optional<TableScope.Column> right = operand(call.operand(1));
        if (left.isEmpty() && right.isEmpty()) {
            return false;
        }
        TableScope.Column column = left.orElseGet(right::orElseThrow);
        EncryptedColumn encrypted = column.encrypted().orElseThrow();
        SqlNode other = left.isPresent() ? call.operand(1) : call.operand(0);
        int parameter = parameter(encrypted, other);
        int first = column.name().first();
        int last = column.name().last();
        boolean inOrder = left.isPresent()
                ? isEquality(last + 1) && parameter == last + 2
                : isEquality(first - 1) && parameter == first - 2;
        requireAlone(encrypted, inOrder, Math.min(first, parameter), Math.max(last, parameter));
        compare(column.name(), encrypted, List.of(parameter));
        return true;
    }

    /** Nothing for a name that the table does not have: {@code ssn = "..."} may be meant as a literal, and no message says it. */
    private Optional<TableScope.Column> operand(SqlNode node) throws SQLException {
        boolean unknown = node instanceof SqlIdentifier name
                && name.isSimple()
                && !scope.table()
                        .columnNames()
                        .contains(TableScope.name(statement, name).simple());
        return unknown ? Optional.empty() : scope.encryptedColumn(node);
    }

    private boolean isEquality(int index) {
        return statement.isAnySymbol(index, "=", "<>", "!=");
    }

    private int parameter(EncryptedColumn column, SqlNode node) throws SQLException {
        int index = node instanceof SqlDynamicParam
                ? statement.indexAt(ParserText.offset(node.getParserPosition().getColumnNum()))
                : -1;
        if (index < 0 || !statement.is(index, Token.Kind.PARAMETER)) {
            throw Refusals.column(
                    column, "it can be compared with a parameter only", "write ? and set the value with a setter");
        }
        return index;
    }

    /** {@code column IN (?, ?)}. */
    private boolean membership(SqlCall call) throws SQLException {
        Optional<TableScope.Column> column = scope.encryptedColumn(call.operand(0));
        if (column.isEmpty()) {
            return false;
        }
        EncryptedColumn encrypted = column.get().encrypted().orElseThrow();
        TableScope.Name name = column.get().name();
        int at = name.last() + 1 + (call.getKind() == SqlKind.NOT_IN ? 1 : 0);
        if (!(call.operand(1) instanceof SqlNodeList list)) {
            throw Refusals.column(
                    encrypted, "IN takes a list of parameters, not a subquery", "select the values first");
        }
        List<Integer> parameters = new java.util.ArrayList<>();
        for (SqlNode element : list) {
            parameters.add(parameter(encrypted, element));
        }
        boolean inOrder = statement.isWord(at, "IN") && statement.isSymbol(at + 1, "(");
        for (int i = 0; i < parameters.size(); i++) {
            inOrder &= parameters.get(i) == at + 2 + 2 * i
                    && statement.isSymbol(at + 3 + 2 * i, i + 1 < parameters.size() ? "," : ")");
        }
        requireAlone(encrypted, inOrder, name.first(), at + 1 + 2 * parameters.size());
        compare(name, encrypted, parameters);
        return true;
    }

    /** {@code column IS [NOT] NULL}: a cell is NULL where its value is. */
    private boolean nullness(SqlCall call) throws SQLException {
        Optional<TableScope.Column> column = scope.encryptedColumn(call.operand(0));
        if (column.isEmpty()) {
            return false;
        }
        int at = column.get().name().last() + 1;
        boolean not = call.getKind() == SqlKind.IS_NOT_NULL;
        boolean inOrder = not ? statement.areWords(at, "IS", "NOT", "NULL") : statement.areWords(at, "IS", "NULL");
        requireAlone(
                column.get().encrypted().orElseThrow(),
                inOrder,
                column.get().name().first(),
                at + (not ? 2 : 1));
        return true;
    }

    private void requireAlone(EncryptedColumn column, boolean inOrder, int first, int last) throws SQLException {
        boolean before = statement.isAnyWord(first - 1, WORDS_BEFORE) || statement.isSymbol(first - 1, "(");
        boolean after = last + 1 >= statement.size()
                || statement.isAnyWord(last + 1, WORDS_AFTER)
                || statement.isSymbol(last + 1, ")");
        if (!inOrder || !before || !after) {
            throw Refusals.column(
                    column,
                    "the condition on it is more than a comparison of the column with parameters",
                    "write it as column = ?, column <> ?, column IN (?, ?) or column IS NULL, with nothing around the"
                            + " column or the parameter");
        }
    }

    private void compare(TableScope.Name name, EncryptedColumn column, List<Integer> parameters) throws SQLException {
        boolean byCell = column.cellType() == CellType.DETERMINISTIC;
        if (!byCell) {
            String companion = column.companion()
                    .orElseThrow(() -> Refusals.column(
                            column,
                            "its cells are randomized and it has no index, so the server cannot compare it",
                            "declare it with INDEX = EQUALITY or TYPE = DETERMINISTIC"));
            edits.replace(name.last(), name.last(), SqlNames.quoted(companion));
        }
        for (int parameter : parameters) {
            int position = edits.position(parameter);
            edits.bind(
                    parameter,
                    byCell
                            ? new ParameterBinding.Cell(position, column, ParameterUse.COMPARED)
                            : new ParameterBinding.EqualityIndex(position, column, ParameterUse.COMPARED));
        }
    }
}
