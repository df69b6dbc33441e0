package dev.furoshiki.jdbc;

import dev.furoshiki.jdbc.wrap.DatabaseEncryption;
import java.sql.Connection;
import java.sql.SQLException;

/** From a plain connection to one that encrypts; where that fails, the plain one is closed. Stateless. */
final class ConnectionOpening {

    private ConnectionOpening() {}

    /** Finds what the connections to this database share. */
    @FunctionalInterface
    interface Acquisition {
        SharedResources<Object, OpenDatabase>.Lease acquire() throws SQLException;
    }

    static Connection open(Connection plain, Acquisition acquisition) throws SQLException {
        try {
            DatabaseEncryption.requireSupported(plain);
            SharedResources<Object, OpenDatabase>.Lease lease = acquisition.acquire();
            try {
                String url = ConnectionRequest.shownUrl(plain.getMetaData().getURL());
                return lease.value().encryption().wrap(plain, url, lease::release);
            } catch (SQLException | RuntimeException failure) {
                lease.release();
                throw failure;
            }
        } catch (SQLException | RuntimeException failure) {
            closeAfter(failure, plain);
            throw failure;
        }
    }

    private static void closeAfter(Exception failure, Connection plain) {
        try {
            plain.close();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }
}
