package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * A prepared data definition that changes the catalogue. Its delegate is an empty statement: the definition itself is
 * carried out by the catalogue, which alone knows the text to send.
 */
final class DefinitionPreparedStatement extends AnsweredStatement {

    private final CatalogChange change;

    DefinitionPreparedStatement(
            PreparedStatement empty,
            EncryptingConnection connection,
            ConnectionScope scope,
            Planned planned,
            CatalogChange change) {
        super(empty, connection, scope, planned);
        this.change = change;
    }

    @Override
    public boolean execute() throws SQLException {
        executeUpdate();
        return false;
    }

    @Override
    public int executeUpdate() throws SQLException {
        go(OwnResult.PAST);
        int count = scope.execute(change);
        go(OwnResult.defined(count));
        return count;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return executeUpdate();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        executeUpdate();
        throw new SQLException("No results were returned by the query.", SqlStates.NO_DATA);
    }

    @Override
    public void addBatch() throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "a CREATE or DROP of an encrypted table, or of a view over one, cannot be part of a batch; execute it by itself",
                SqlStates.NOT_SUPPORTED);
    }
}
