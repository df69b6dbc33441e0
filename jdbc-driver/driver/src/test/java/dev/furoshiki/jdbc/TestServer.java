package dev.furoshiki.jdbc;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalH2;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.SQLException;

/** A real server of each kind, for tests that hold on all of them. */
public enum TestServer {
    POSTGRESQL,
    MARIADB,
    /** The same server through MySQL's driver. */
    MYSQL_DRIVER,
    H2;

    /** An empty database of its own. */
    public LocalDatabase newDatabase() {
        try {
            return switch (this) {
                case POSTGRESQL -> EmptiedDatabases.take();
                case MARIADB -> LocalMariaDb.newDatabase();
                case MYSQL_DRIVER -> new ThroughMySqlDriver(LocalMariaDb.newDatabase());
                case H2 -> LocalH2.newDatabase();
            };
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The server's type of texts of at most so many characters, compared by their bytes. */
    public String varchar(int length) {
        return switch (this) {
            case POSTGRESQL, H2 -> "varchar(" + length + ")";
            case MARIADB, MYSQL_DRIVER -> "varchar(" + length + ") COLLATE utf8mb4_bin";
        };
    }

    /** The server's type of texts of at most so many characters, compared by their bytes, trailing spaces included. */
    public String unpaddedVarchar(int length) {
        return switch (this) {
            case POSTGRESQL, H2 -> "varchar(" + length + ")";
            case MARIADB, MYSQL_DRIVER -> "varchar(" + length + ") COLLATE utf8mb4_nopad_bin";
        };
    }

    private record ThroughMySqlDriver(LocalDatabase mariaDb) implements LocalDatabase {

        @Override
        public String name() {
            return mariaDb.name();
        }

        @Override
        public String address() {
            return mariaDb.address().replaceFirst("mariadb:", "mysql:").replaceFirst("\\?.*", "")
                    + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        }

        @Override
        public String user() {
            return mariaDb.user();
        }

        @Override
        public String password() {
            return mariaDb.password();
        }

        @Override
        public void logEveryStatement() throws SQLException {
            mariaDb.logEveryStatement();
        }
    }
}
