package dev.furoshiki.embedded.store;

import dev.furoshiki.embedded.store.KeyDatabase.Outcome;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Makes a key store in a schema of PostgreSQL. Used by one thread.
 *
 * <p>Who is to make it first is settled by a lock that ends with the transaction; tables are made in it, all or none.
 */
final class PostgresMaking {

    private final String store;
    private final SqlDialect.Postgres dialect;
    private final PostgresKeyDatabase database;
    private final PostgresSession session;
    private final CommitStatus lastCommit;

    /** @param store what messages call it */
    PostgresMaking(
            String store,
            SqlDialect.Postgres dialect,
            PostgresKeyDatabase database,
            PostgresSession session,
            CommitStatus lastCommit) {
        this.store = store;
        this.dialect = dialect;
        this.database = database;
        this.session = session;
        this.lastCommit = lastCommit;
    }

    /**
     * Makes the tables and fills them.
     *
     * @return false when another process was faster: nothing was made then
     * @throws DependencyTimeoutException when nobody knows whether it was made
     */
    boolean make(StoreHeader header, Filling filling) throws SQLException {
        try {
            if (!fill(session.begin(), filling)) {
                session.rollback();
                return false;
            }
        } catch (Throwable failed) {
            session.discard();
            throw failed;
        }
        try {
            lastCommit.commit();
            return true;
        } catch (SQLException failed) {
            return switch (lastCommit.outcome(connection -> found(connection, header))) {
                case HAPPENED -> true;
                case DID_NOT_HAPPEN -> throw failed;
                case UNKNOWN ->
                    throw new DependencyTimeoutException(
                            "the key store " + store
                                    + " was lost while it committed what it is made of, and whether it "
                                    + "was made is unknown: open it, and make it again if there is none",
                            failed);
            };
        }
    }

    private boolean fill(Connection connection, Filling filling) throws SQLException {
        database.requireDurableCommits(connection);
        execute(
                connection,
                "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('furoshiki key store "
                        + dialect.schema() + "', 0))");
        if (PostgresSchema.isMade(connection, dialect.schema())) {
            return false;
        }
        database.refuseOthers(connection);
        if (!PostgresSchema.exists(connection, dialect.schema())) {
            execute(connection, "create schema " + dialect.quotedSchema());
        }
        SchemaVersions.apply(connection, dialect, SchemaVersions.FIRST_IN_POSTGRES - 1);
        filling.fill(connection);
        return true;
    }

    private Optional<Outcome> found(Connection connection, StoreHeader made) throws SQLException {
        if (!PostgresSchema.isMade(connection, dialect.schema())) {
            return Optional.empty();
        }
        StoreHeader there = database.header(connection, false);
        return Optional.of(there.storeId().equals(made.storeId()) ? Outcome.HAPPENED : Outcome.DID_NOT_HAPPEN);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Writes what a new store holds. */
    interface Filling {
        void fill(Connection connection) throws SQLException;
    }
}
