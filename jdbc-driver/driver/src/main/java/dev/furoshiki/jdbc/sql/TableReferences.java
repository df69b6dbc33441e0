package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.parse.ParserText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlTableRef;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Which names of a tree stand where a table does, and which where a column does. What it does not know is counted as neither,
 * so that a name found there proves nothing. For one thread.
 */
final class TableReferences {

    /** What may stand in a FROM clause and holds tables only in queries of its own; of the rest no name counts. */
    private static final Set<SqlKind> EXPRESSIONS = expressions();

    private final List<SqlIdentifier> tables = new ArrayList<>();
    private final Set<Integer> columnOffsets = new HashSet<>();

    private TableReferences() {}

    private static Set<SqlKind> expressions() {
        Set<SqlKind> kinds = EnumSet.copyOf(SqlKind.QUERY);
        kinds.add(SqlKind.COLLECTION_TABLE);
        kinds.add(SqlKind.UNNEST);
        return kinds;
    }

    static TableReferences of(SqlNode tree) {
        TableReferences references = new TableReferences();
        references.expression(tree);
        return references;
    }

    List<SqlIdentifier> tables() {
        return tables;
    }

    /** Whether the name that starts there is part of a column's, or labels one. */
    boolean isColumn(int offset) {
        return columnOffsets.contains(offset);
    }

    private void expression(@Nullable SqlNode node) {
        if (node == null || node instanceof SqlLiteral || node instanceof SqlDynamicParam) {
            return;
        }
        if (node instanceof SqlIdentifier name) {
            column(name);
        } else if (node instanceof SqlNodeList list) {
            list.forEach(this::expression);
        } else if (node instanceof SqlSelect select) {
            select(select);
        } else if (node instanceof SqlWith with) {
            for (SqlNode item : with.withList) {
                expression(((SqlWithItem) item).query);
            }
            expression(with.body);
        } else if (node instanceof SqlInsert insert) {
            from(insert.getTargetTable());
            expression(insert.getTargetColumnList());
            expression(insert.getSource());
        } else if (node instanceof SqlUpdate update) {
            from(update.getTargetTable());
            expression(update.getAlias());
            expression(update.getTargetColumnList());
            expression(update.getSourceExpressionList());
            expression(update.getCondition());
        } else if (node instanceof SqlDelete delete) {
            from(delete.getTargetTable());
            expression(delete.getAlias());
            expression(delete.getCondition());
        } else if (node.getKind() == SqlKind.EXPLICIT_TABLE) {
            ((SqlCall) node).getOperandList().forEach(this::from);
        } else if (node instanceof SqlCall call && node.getKind() != SqlKind.MERGE) {
            call.getOperandList().forEach(this::expression);
        }
    }

    private void select(SqlSelect select) {
        from(select.getFrom());
        expression(select.getSelectList());
        expression(select.getWhere());
        expression(select.getGroup());
        expression(select.getHaving());
        expression(select.getWindowList());
        expression(select.getOrderList());
        expression(select.getOffset());
        expression(select.getFetch());
    }

    private void column(SqlIdentifier name) {
        for (int i = 0; i < name.names.size(); i++) {
            SqlParserPos position = name.getComponentParserPosition(i);
            columnOffsets.add(ParserText.offset(position.getColumnNum()));
        }
    }

    private void from(@Nullable SqlNode node) {
        if (node instanceof SqlIdentifier table) {
            tables.add(table);
        } else if (node instanceof SqlTableRef reference) {
            from(reference.operand(0));
        } else if (node instanceof SqlJoin join) {
            from(join.getLeft());
            from(join.getRight());
            expression(join.getCondition());
        } else if (node instanceof SqlBasicCall call && (call.getKind() == SqlKind.AS || isLateral(call))) {
            from(call.operand(0));
            call.getOperandList().stream().skip(1).forEach(this::expression); // the alias, and its columns
        } else if (node != null && EXPRESSIONS.contains(node.getKind())) {
            expression(node);
        }
    }

    private static boolean isLateral(SqlCall call) {
        return call.getKind() == SqlKind.LATERAL;
    }
}
