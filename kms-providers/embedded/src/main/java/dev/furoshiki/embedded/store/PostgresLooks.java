package dev.furoshiki.embedded.store;

import java.sql.SQLException;

/** Looks at a store in PostgreSQL: one row, and when that has changed, all of it. */
final class PostgresLooks implements StoreLooks {

    private final PostgresSession session;
    private final PostgresKeyDatabase database;

    PostgresLooks(PostgresSession session, PostgresKeyDatabase database) {
        this.session = session;
        this.database = database;
    }

    @Override
    public Look look(byte[] knownContentMac, long knownChange) throws SQLException {
        return database.look(session, knownContentMac, knownChange);
    }

    @Override
    public void close() {
        session.close();
    }
}
