package dev.furoshiki.jdbc.grammar;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/** CREATE TABLE in PostgreSQL's shape. Immutable. */
public final class CreateTable extends SqlCreate {

    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

    private final SqlIdentifier name;
    private final List<ColumnDefinition> columns;
    private final List<TableConstraint> constraints;
    private final SqlParserPos end;

    CreateTable(
            SqlParserPos pos,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            List<ColumnDefinition> columns,
            List<TableConstraint> constraints,
            SqlParserPos end) {
        super(OPERATOR, pos, replace, ifNotExists);
        this.name = name;
        this.columns = List.copyOf(columns);
        this.constraints = List.copyOf(constraints);
        this.end = end;
    }

    public SqlIdentifier name() {
        return name;
    }

    public List<ColumnDefinition> columns() {
        return columns;
    }

    public List<TableConstraint> constraints() {
        return constraints;
    }

    /** Where the parenthesis stands that ends the list of columns. */
    public SqlParserPos end() {
        return end;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(name);
    }
}
