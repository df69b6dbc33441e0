package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.TestServer;
import java.sql.SQLException;

/** Where statements are hunted. */
enum HuntedServer {
    POSTGRESQL("PostgreSQL") {
        @Override
        HuntServer open() throws SQLException {
            return new PostgresHunt();
        }
    },
    MARIADB("MariaDB") {
        @Override
        HuntServer open() throws SQLException {
            return new MariaDbHunt(TestServer.MARIADB);
        }
    },
    /** The same server again, so fewer. */
    MYSQL_DRIVER("MySQL's driver") {
        @Override
        HuntServer open() throws SQLException {
            return new MariaDbHunt(TestServer.MYSQL_DRIVER);
        }

        @Override
        int rounds(int all) {
            return (all + 3) / 4;
        }
    },
    H2("H2") {
        @Override
        HuntServer open() throws SQLException {
            return new H2Hunt();
        }
    };

    private final String title;

    HuntedServer(String title) {
        this.title = title;
    }

    /** A connection through the driver to a database of its own, and a plain twin. */
    abstract HuntServer open() throws SQLException;

    /** How many of so many rounds are hunted here. */
    int rounds(int all) {
        return all;
    }

    @Override
    public String toString() {
        return title;
    }
}
