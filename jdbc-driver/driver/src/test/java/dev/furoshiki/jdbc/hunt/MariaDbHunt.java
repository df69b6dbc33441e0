package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** MariaDB: two databases of one server, which has one log for both. For one thread. */
final class MariaDbHunt implements HuntServer {

    private final HuntDialect dialect;
    private final EncryptedDatabase database;
    private final Connection ours;
    private final Connection plain;
    private final Connection administrator;
    private long logged = LocalMariaDb.logBytes();

    /** @param driver of which of the two drivers */
    MariaDbHunt(TestServer driver) throws SQLException {
        dialect = new MariaDbHuntDialect(driver == TestServer.MYSQL_DRIVER);
        database = new EncryptedDatabase(driver.newDatabase());
        database.database().logEveryStatement();
        ours = database.create("furoshiki.catalogMaxAge=PT1H");
        // What the twin and the administrator say is in clear, and must not be found in the log.
        plain = driver.newDatabase().connect();
        administrator = database.plain();
        EncryptedDatabase.run(plain, "SET SESSION sql_log_off = 1");
        EncryptedDatabase.run(administrator, "SET SESSION sql_log_off = 1");
        for (HuntTable table : HuntTables.ALL) {
            EncryptedDatabase.run(ours, table.createTable(dialect, true));
            EncryptedDatabase.run(plain, table.createTable(dialect, false));
        }
    }

    @Override
    public HuntDialect dialect() {
        return dialect;
    }

    @Override
    public Connection ours() {
        return ours;
    }

    @Override
    public Connection plain() {
        return plain;
    }

    @Override
    public void clear() throws SQLException {
        List<HuntTable> tables = new ArrayList<>(HuntTables.ALL);
        Collections.reverse(tables); // those that refer to others first
        for (HuntTable table : tables) {
            EncryptedDatabase.run(administrator, "DELETE FROM " + dialect.quoted(table.name()));
            EncryptedDatabase.run(plain, "DELETE FROM " + dialect.quoted(table.name()));
        }
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
    public List<List<String>> stored(HuntTable table) throws SQLException {
        return PlainTables.rows(administrator, table.selectAll(dialect));
    }

    @Override
    public String newLog() {
        long before = logged;
        logged = LocalMariaDb.logBytes();
        // The time is at the beginning of the first line of each second.
        return LocalMariaDb.logSince(before).replaceAll("(?m)^[0-9]{6} +[0-9:]+\\t", "\t");
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        plain.close();
        administrator.close();
        database.close();
    }
}
