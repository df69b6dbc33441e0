package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL: two databases of one server. For one thread. */
final class PostgresHunt extends TwinHunt {

    private long logBytes = LocalPostgres.logBytes();

    PostgresHunt() throws SQLException {
        super(new PostgresHuntDialect(), logged(), twin());
        createTables("SET statement_timeout = '20s'");
    }

    /** Asked for before anybody connects: sessions that are open go on without. */
    private static EncryptedDatabase logged() throws SQLException {
        EncryptedDatabase database = new EncryptedDatabase();
        database.database().logEveryStatement();
        return database;
    }

    /** It gets every value in clear, and must not have it looked for in the log. */
    private static Connection twin() throws SQLException {
        LocalDatabase twin = LocalPostgres.newDatabase();
        try (Connection setting = twin.connect()) {
            EncryptedDatabase.run(
                    setting,
                    "ALTER DATABASE " + twin.name() + " SET log_min_messages = 'panic'",
                    "ALTER DATABASE " + twin.name() + " SET log_min_error_statement = 'panic'");
        }
        // Results as text: pgjdbc's binary mode, which it enters after five executions, differs here and there.
        return DriverManager.getConnection(twin.jdbcUrl() + "?prepareThreshold=0", twin.user(), twin.password());
    }

    @Override
    public void clear() throws SQLException {
        String tables = HuntTables.ALL.stream()
                .map(table -> dialect().quoted(table.name()))
                .collect(Collectors.joining(", "));
        EncryptedDatabase.run(administrator, "TRUNCATE " + tables);
        EncryptedDatabase.run(plain(), "TRUNCATE " + tables);
        for (Connection twin : List.of(ours(), plain())) {
            EncryptedDatabase.run(twin, PostgresOddities.RELATIONS.toArray(String[]::new));
        }
    }

    @Override
    public List<String> dump() throws SQLException {
        List<String> tables = EncryptedDatabase.query(
                administrator,
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN"
                        + " ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg_temp%' AND tablename NOT LIKE 'furoshiki%' ORDER BY 1");
        List<String> dump = new ArrayList<>();
        for (String table : tables) {
            for (String row : EncryptedDatabase.query(administrator, "SELECT t::text FROM " + table + " t")) {
                dump.add(table + " " + row);
            }
        }
        return dump;
    }

    @Override
    public List<String> declared() throws SQLException {
        return EncryptedDatabase.query(
                administrator,
                "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef UNION ALL SELECT description FROM pg_description"
                        + " WHERE objoid > 16384");
    }

    @Override
    public List<List<String>> stored(HuntTable table) throws SQLException {
        try (Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery(table.selectAll(dialect()))) {
            return StoredCells.read(rows);
        }
    }

    @Override
    public String newLog() {
        String log = LocalPostgres.logSince(logBytes);
        logBytes += log.getBytes(StandardCharsets.UTF_8).length;
        return log.replaceAll("(?m)^[0-9-]+ [0-9:.]+ [A-Z+0-9]+ \\[[0-9]+\\] ?", ""); // times may look like values
    }
}
