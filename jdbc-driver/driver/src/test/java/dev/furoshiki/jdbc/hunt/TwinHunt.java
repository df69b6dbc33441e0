package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.EncryptedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the servers have in common: the encrypted database and its administrator, and the plain one. For one thread. */
abstract class TwinHunt implements HuntServer {

    final EncryptedDatabase database;
    final Connection administrator;
    private final HuntDialect dialect;
    private final Connection ours;
    private final Connection plain;

    /** @param plain to an empty database; closed with this */
    TwinHunt(HuntDialect dialect, EncryptedDatabase database, Connection plain) throws SQLException {
        this.dialect = dialect;
        this.database = database;
        this.plain = plain;
        this.ours = database.create("furoshiki.catalogMaxAge=PT1H");
        this.administrator = database.plain();
    }

    /**
     * To be called when it has been set up what is logged.
     *
     * @param timeLimit a statement that limits those of its session: a torn recursive query may know no end
     */
    final void createTables(String timeLimit) throws SQLException {
        EncryptedDatabase.run(ours, timeLimit);
        EncryptedDatabase.run(plain, timeLimit);
        for (HuntTable table : HuntTables.ALL) {
            EncryptedDatabase.run(ours, table.createTable(dialect, true));
            EncryptedDatabase.run(plain, table.createTable(dialect, false));
        }
    }

    @Override
    public final HuntDialect dialect() {
        return dialect;
    }

    @Override
    public final Connection ours() {
        return ours;
    }

    @Override
    public final Connection plain() {
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
    public List<List<String>> stored(HuntTable table) throws SQLException {
        return PlainTables.rows(administrator, table.selectAll(dialect));
    }

    @Override
    public final void close() throws SQLException {
        ours.close();
        plain.close();
        administrator.close();
        database.close();
    }
}
