package dev.furoshiki.embedded.store;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Optional;

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
        return session.read(connection -> {
            StoreHeader header = database.header(connection, false);
            boolean known = MessageDigest.isEqual(header.contentMac(), knownContentMac);
            return new Look(
                    header,
                    known
                            ? Optional.empty()
                            : Optional.of(database.tables(connection).update(header, knownChange)));
        });
    }

    @Override
    public void close() {
        session.close();
    }
}
