package dev.furoshiki.jdbc;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Databases of PostgreSQL that one test has after the other, emptied in between: making one copies 300 files, and each comes
 * with a connection of its administrator, for which the server starts a process. Safe for use by threads.
 */
public final class EmptiedDatabases {

    private static final Map<LocalDatabase, Connection> TAKEN = new ConcurrentHashMap<>();
    private static final Deque<Map.Entry<LocalDatabase, Connection>> FREE = new ConcurrentLinkedDeque<>();

    /** What a test may have left outside schemas is gone as well: foreign servers, and settings of the database. */
    private static final String[] EMPTYING = {
        "DISCARD ALL",
        // Waiting, since what it writes to the log must not be taken for the next test's.
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid()",
        """
        DO $$
        DECLARE left_behind name;
        BEGIN
          FOR left_behind IN SELECT fdwname FROM pg_foreign_data_wrapper LOOP
            EXECUTE format('DROP FOREIGN DATA WRAPPER %I CASCADE', left_behind);
          END LOOP;
          FOR left_behind IN SELECT nspname FROM pg_namespace
              WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' LOOP
            EXECUTE format('DROP SCHEMA %I CASCADE', left_behind);
          END LOOP;
          CREATE SCHEMA public AUTHORIZATION pg_database_owner;
          GRANT USAGE ON SCHEMA public TO PUBLIC;
          EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
        END $$
        """
    };

    private EmptiedDatabases() {}

    /** An empty database, to be given back. */
    public static LocalDatabase take() throws SQLException {
        Map.Entry<LocalDatabase, Connection> free = FREE.poll();
        if (free == null) {
            LocalDatabase created = LocalPostgres.newDatabase();
            free = Map.entry(created, created.connect());
        }
        TAKEN.put(free.getKey(), free.getValue());
        return free.getKey();
    }

    /** The administrator's connection, open as long as the database is taken; null for a database that is not of these. */
    public static @Nullable Connection administration(LocalDatabase database) {
        return TAKEN.get(database);
    }

    /** Ends whoever is connected, and empties it; one that is not of these, or cannot be emptied, is dropped. */
    public static void giveBack(LocalDatabase database) throws SQLException {
        Connection administration = TAKEN.remove(database);
        if (administration == null) {
            database.drop();
            return;
        }
        try {
            if (!administration.getAutoCommit()) {
                administration.rollback();
                administration.setAutoCommit(true);
            }
            EncryptedDatabase.run(administration, EMPTYING);
            FREE.push(Map.entry(database, administration));
        } catch (SQLException left) {
            administration.close();
            database.drop();
        }
    }
}
