package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The audit tables of a store in PostgreSQL. Each call is a transaction. */
final class PostgresAuditTables implements AuditTables {

    /** Whatever the role has, but not less than the disk of the server; a role that has more keeps it. */
    private static final String DURABLE = "select pg_catalog.set_config('synchronous_commit', 'on', true) "
            + "where pg_catalog.current_setting('synchronous_commit') = 'off'";

    /** A link never goes back: who finds a later one there is not the only one who writes the chain. */
    private static final String PUT =
            "insert into {audit_anchor} as present (chain_id, log, sequence, hash, is_closed, mac) "
                    + "values (?, ?, ?, ?, ?, ?) on conflict (chain_id) do update set log = excluded.log, "
                    + "sequence = excluded.sequence, hash = excluded.hash, is_closed = excluded.is_closed, mac = excluded.mac "
                    + "where present.sequence <= excluded.sequence";

    private final PostgresSession session;
    private final SqlDialect dialect;

    PostgresAuditTables(PostgresSession session, SqlDialect dialect) {
        this.session = session;
        this.dialect = dialect;
    }

    @Override
    public Optional<StoredAuditKey> key() throws SQLException {
        return session.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(dialect.sql("select public_key, sealed from {audit_key}"))) {
                return row.next()
                        ? Optional.of(new StoredAuditKey(row.getBytes(1), row.getBytes(2)))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void insert(StoredAuditKey key) throws SQLException {
        session.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(dialect.sql(
                    "insert into {audit_key} (public_key, sealed) values (?, ?) on conflict (only_row) do nothing"))) {
                statement.setBytes(1, key.publicKey());
                statement.setBytes(2, key.sealed());
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public List<StoredAuditLink> links() throws SQLException {
        return session.read(connection -> links(connection, dialect));
    }

    static List<StoredAuditLink> links(Connection connection, SqlDialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        dialect.sql("select log, chain_id, sequence, hash, is_closed, mac from {audit_anchor}"))) {
            List<StoredAuditLink> links = new ArrayList<>();
            while (row.next()) {
                links.add(new StoredAuditLink(
                        row.getString(1),
                        row.getObject(2, UUID.class),
                        row.getLong(3),
                        row.getBytes(4),
                        row.getBoolean(5),
                        row.getBytes(6)));
            }
            return links;
        }
    }

    @Override
    public void put(StoredAuditLink link, boolean durable) throws SQLException {
        session.write(connection -> {
            execute(connection, durable ? DURABLE : "set local synchronous_commit = off");
            put(connection, dialect, link);
            return true;
        });
    }

    /** Within a transaction. */
    static void put(Connection connection, SqlDialect dialect, StoredAuditLink link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.sql(PUT))) {
            statement.setObject(1, link.chainId());
            statement.setString(2, link.log());
            statement.setLong(3, link.sequence());
            statement.setBytes(4, link.hash());
            statement.setBoolean(5, link.isClosed());
            statement.setBytes(6, link.mac());
            if (statement.executeUpdate() != 1) {
                throw new KeyStoreDamagedException(
                        "the key store knows of a line of the audit chain " + link.chainId() + " behind record "
                                + link.sequence() + ": another process goes on with a copy of the log " + link.log()
                                + ". Verify both, move this one away as evidence, and open the key service again: it "
                                + "begins a new chain",
                        null);
            }
        }
    }

    @Override
    public KmsException failure(String what, SQLException cause) {
        return PostgresFailures.of(what, cause);
    }

    @Override
    public void close() {
        session.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
