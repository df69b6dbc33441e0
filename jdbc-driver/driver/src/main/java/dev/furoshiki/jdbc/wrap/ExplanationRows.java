package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.explanation.ColumnEncryption;
import dev.furoshiki.jdbc.explanation.EncryptionExplanation;
import dev.furoshiki.jdbc.explanation.ExplainedParameter;
import dev.furoshiki.jdbc.explanation.ExplainedResultColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.jspecify.annotations.Nullable;

/** An explanation as the result set of a query: one row a statement, parameter, column or refusal. Read-only. */
final class ExplanationRows extends ReadOnlyResultSet {

    private static final List<String> COLUMNS =
            List.of("item", "position", "column", "encryption", "type", "domain", "key", "detail");

    private static final int POSITION = COLUMNS.indexOf("position") + 1;

    /** What the rows say, in the order of {@link #COLUMNS}. */
    private record Row(
            String item,
            @Nullable Integer position,
            @Nullable String column,
            String encryption,
            @Nullable String type,
            @Nullable String domain,
            @Nullable String key,
            @Nullable String detail) {

        static Row of(
                String item,
                @Nullable Integer position,
                Optional<ColumnEncryption> column,
                String encryption,
                @Nullable String detail) {
            return new Row(
                    item,
                    position,
                    column.map(one -> one.schema() + "." + one.table() + "." + one.column())
                            .orElse(null),
                    encryption,
                    column.map(ColumnEncryption::type).orElse(null),
                    column.map(ColumnEncryption::domain).orElse(null),
                    column.map(ColumnEncryption::keyId).orElse(null),
                    detail);
        }

        static Row statement(@Nullable Integer position, String encryption, String detail) {
            return of("statement", position, Optional.empty(), encryption, detail);
        }
    }

    private final Statement owner;
    private boolean closed;

    private ExplanationRows(ResultSet rows, Statement owner) {
        super(rows);
        this.owner = owner;
    }

    static ResultSet of(EncryptionExplanation explanation, Statement owner) throws SQLException {
        CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet();
        RowSetMetaDataImpl metaData = new RowSetMetaDataImpl();
        metaData.setColumnCount(COLUMNS.size());
        for (int i = 1; i <= COLUMNS.size(); i++) {
            metaData.setColumnName(i, COLUMNS.get(i - 1));
            metaData.setColumnLabel(i, COLUMNS.get(i - 1));
            metaData.setColumnType(i, i == POSITION ? Types.INTEGER : Types.VARCHAR);
            metaData.setColumnTypeName(i, i == POSITION ? "integer" : "varchar");
            metaData.setNullable(i, i == 1 ? RowSetMetaDataImpl.columnNoNulls : RowSetMetaDataImpl.columnNullable);
        }
        rows.setMetaData(metaData);
        for (Row row : rows(explanation)) {
            rows.moveToInsertRow();
            rows.updateString(1, row.item());
            if (row.position() == null) {
                rows.updateNull(2);
            } else {
                rows.updateInt(2, row.position());
            }
            update(rows, 3, row.column());
            update(rows, 4, row.encryption());
            update(rows, 5, row.type());
            update(rows, 6, row.domain());
            update(rows, 7, row.key());
            update(rows, 8, row.detail());
            rows.insertRow();
        }
        rows.moveToCurrentRow();
        rows.beforeFirst();
        return new ExplanationRows(rows, owner);
    }

    private static void update(ResultSet rows, int index, @Nullable String value) throws SQLException {
        if (value == null) {
            rows.updateNull(index);
        } else {
            rows.updateString(index, value);
        }
    }

    private static List<Row> rows(EncryptionExplanation explanation) {
        if (explanation instanceof EncryptionExplanation.PassesThrough passes) {
            return List.of(Row.statement(null, "passes through", passes.sql()));
        }
        if (explanation instanceof EncryptionExplanation.Refused refused) {
            return List.of(Row.statement(null, "refused", refused.sqlState() + ": " + refused.reason()));
        }
        List<Row> rows = new ArrayList<>();
        if (explanation instanceof EncryptionExplanation.Rewritten rewritten) {
            rows.add(Row.statement(null, "rewritten", rewritten.sql()));
            rewritten.parameters().forEach(parameter -> rows.add(row(parameter)));
            rewritten.resultColumns().forEach(column -> rows.add(row(column)));
            return rows;
        }
        EncryptionExplanation.Definition definition = (EncryptionExplanation.Definition) explanation;
        if (definition.statements().isEmpty()) {
            rows.add(Row.statement(null, "definition", "nothing is sent: the table is there, as it is declared"));
        }
        for (String statement : definition.statements()) {
            rows.add(Row.statement(rows.size() + 1, "definition", statement));
        }
        for (ColumnEncryption column : definition.columns()) {
            String index = column.indexed() ? ", equality index" : "";
            rows.add(Row.of("column", null, Optional.of(column), column.cell() + index, null));
        }
        return rows;
    }

    private static Row row(ExplainedParameter parameter) {
        String origin = switch (parameter.origin()) {
            case PARAMETER -> "parameter " + parameter.originPosition();
            case LITERAL -> "literal at position " + parameter.originPosition();
        };
        String use = parameter
                .use()
                .map(one -> ", " + one.name().toLowerCase(Locale.ROOT))
                .orElse("");
        return Row.of(
                "parameter",
                parameter.position(),
                parameter.column(),
                (parameter.array() ? "array, each element: " : "") + parameter.form(),
                origin + use);
    }

    private static Row row(ExplainedResultColumn column) {
        String encryption = column.column().map(one -> one.cell().toString()).orElse("plain");
        return Row.of(
                "result",
                column.position(),
                column.column(),
                encryption,
                column.several() ? "any number of columns" : null);
    }

    @Override
    public boolean next() throws SQLException {
        requireOpen();
        return super.next();
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the result set is closed", SqlStates.OBJECT_NOT_IN_STATE);
        }
    }

    @Override
    public Statement getStatement() throws SQLException {
        requireOpen();
        return owner;
    }

    @Override
    public int getHoldability() {
        return HOLD_CURSORS_OVER_COMMIT;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        super.close();
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrap(this, iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }
}
