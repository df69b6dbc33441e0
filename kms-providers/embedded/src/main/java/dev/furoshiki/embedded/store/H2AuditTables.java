package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The audit tables ({@code schema-3.sql}) in the file of a store. */
final class H2AuditTables implements AuditTables {

    private static final String SCHEMA = "schema-3.sql";

    private final Connection connection;

    /** @param connection taken over, and closed with this */
    H2AuditTables(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes the tables that are not there yet: the log is opened, and can be verified, before a store of an older version is
     * upgraded, which runs the script too.
     */
    static void create(Connection connection) throws SQLException {
        try (InputStream script = Objects.requireNonNull(
                        H2AuditTables.class.getResourceAsStream(SCHEMA), "the jar lacks " + SCHEMA);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Optional<StoredAuditKey> key() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select public_key, sealed from audit_key")) {
            return row.next() ? Optional.of(new StoredAuditKey(row.getBytes(1), row.getBytes(2))) : Optional.empty();
        }
    }

    @Override
    public void insert(StoredAuditKey key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into audit_key (public_key, sealed) values (?, ?)")) {
            statement.setBytes(1, key.publicKey());
            statement.setBytes(2, key.sealed());
            statement.executeUpdate();
        }
        commit(true);
    }

    @Override
    public List<StoredAuditLink> links() throws SQLException {
        return links(connection);
    }

    static List<StoredAuditLink> links(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select chain_id, sequence, hash, is_closed, mac from audit_anchor")) {
            List<StoredAuditLink> links = new ArrayList<>();
            while (row.next()) {
                links.add(new StoredAuditLink(
                        "",
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getBytes(3),
                        row.getBoolean(4),
                        row.getBytes(5)));
            }
            return links;
        }
    }

    @Override
    public void put(StoredAuditLink link, boolean durable) throws SQLException {
        put(connection, link);
        commit(durable);
    }

    /** Within a transaction. */
    static void put(Connection connection, StoredAuditLink link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "merge into audit_anchor (chain_id, sequence, hash, is_closed, mac) key (chain_id) "
                        + "values (?, ?, ?, ?, ?)")) {
            statement.setObject(1, link.chainId());
            statement.setLong(2, link.sequence());
            statement.setBytes(3, link.hash());
            statement.setBoolean(4, link.isClosed());
            statement.setBytes(5, link.mac());
            statement.executeUpdate();
        }
    }

    @Override
    public KmsException failure(String what, SQLException cause) {
        return new KmsInternalException(what + " (H2's error " + cause.getErrorCode() + ")", cause);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void commit(boolean durable) throws SQLException {
        connection.commit();
        if (durable) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("checkpoint sync");
            }
        }
    }
}
