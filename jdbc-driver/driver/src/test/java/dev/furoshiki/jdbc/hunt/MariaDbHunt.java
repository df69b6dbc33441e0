package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.SQLException;
import java.util.List;

/** MariaDB: two databases of one server, which has one log for both. For one thread. */
final class MariaDbHunt extends TwinHunt {

    private long logged = LocalMariaDb.logBytes();

    /** @param driver of which of the two drivers */
    MariaDbHunt(TestServer driver) throws SQLException {
        super(
                new MariaDbHuntDialect(driver == TestServer.MYSQL_DRIVER),
                new EncryptedDatabase(driver.newDatabase()),
                driver.newDatabase().connect());
        database.database().logEveryStatement();
        // What the twin and the administrator say is in clear, and must not be found in the log.
        EncryptedDatabase.run(plain(), "SET SESSION sql_log_off = 1");
        EncryptedDatabase.run(administrator, "SET SESSION sql_log_off = 1");
        createTables("SET SESSION max_statement_time = 20");
    }

    @Override
    public List<String> dump() throws SQLException {
        List<String> tables = EncryptedDatabase.query(
                administrator,
                "SELECT concat('`', table_name, '`') FROM information_schema.tables WHERE table_schema = database()"
                        + " AND table_name NOT LIKE 'furoshiki%'");
        return PlainTables.dump(administrator, tables);
    }

    @Override
    public List<String> declared() throws SQLException {
        return EncryptedDatabase.query(
                administrator,
                "SELECT column_default, column_comment FROM information_schema.columns WHERE table_schema = database()"
                        + " AND (column_default IS NOT NULL OR column_comment <> '')");
    }

    @Override
    public String newLog() {
        long before = logged;
        logged = LocalMariaDb.logBytes();
        // The time is at the beginning of the first line of each second.
        return LocalMariaDb.logSince(before).replaceAll("(?m)^[0-9]{6} +[0-9:]+\\t", "\t");
    }
}
