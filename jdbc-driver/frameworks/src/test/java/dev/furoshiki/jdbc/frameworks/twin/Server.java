package dev.furoshiki.jdbc.frameworks.twin;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.SQLException;
import java.util.List;

/** A kind of server that the frameworks run over: what is peculiar to it as its administrator sees it. */
public enum Server {
    POSTGRESQL {
        @Override
        LocalDatabase newDatabase() throws SQLException {
            return LocalPostgres.newDatabase();
        }

        @Override
        List<String> tables(LocalDatabase database) throws SQLException {
            return Rows.of(
                    database,
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN"
                            + " ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'furoshiki%'");
        }

        @Override
        String emptied(List<String> tables) {
            return "TRUNCATE " + String.join(", ", tables) + " RESTART IDENTITY CASCADE";
        }

        @Override
        List<String> silence(String database) {
            return List.of(
                    "ALTER DATABASE " + database + " SET log_min_messages = 'panic'",
                    "ALTER DATABASE " + database + " SET log_min_error_statement = 'panic'");
        }

        @Override
        List<String> statistics() {
            return List.of("ANALYZE", "SELECT s::text FROM pg_stats s", "SELECT a::text FROM pg_stat_activity a");
        }

        @Override
        long logBytes() {
            return LocalPostgres.logBytes();
        }

        @Override
        String logSince(long bytes) {
            return LocalPostgres.logSince(bytes);
        }
    };

    abstract LocalDatabase newDatabase() throws SQLException;

    /** The application's tables, as a statement names them. */
    abstract List<String> tables(LocalDatabase database) throws SQLException;

    /** Takes every row out of the tables, whatever refers to what. */
    abstract String emptied(List<String> tables);

    /** From the next connection on, nothing of this database stands in the log, not even its errors. */
    abstract List<String> silence(String database);

    /** What else the server keeps of the values. */
    abstract List<String> statistics();

    abstract long logBytes();

    abstract String logSince(long bytes);
}
