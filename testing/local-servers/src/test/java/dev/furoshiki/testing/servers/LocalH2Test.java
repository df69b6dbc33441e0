package dev.furoshiki.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalH2Test {

    private static final String TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'PUBLIC'";

    @Test
    void keepsWhatIsInMemoryBeyondAConnectionAndDatabasesApart() throws SQLException {
        LocalDatabase first = LocalH2.newDatabase();
        create(first);
        assertThat(only(first, TABLES)).isEqualTo("1");
        assertThat(only(LocalH2.newDatabase(), TABLES)).isEqualTo("0");
    }

    @Test
    void takesSettings() throws SQLException {
        assertThat(only(LocalH2.newDatabase(";MODE=MySQL"), "SELECT `ONE` FROM (SELECT 1 AS one)"))
                .isEqualTo("1");
        assertThat(only(
                        LocalH2.newDatabase(";MODE=MySQL"),
                        "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'MODE'"))
                .isEqualTo("MySQL");
    }

    @Test
    void keepsFilesUnderTheDirectory(@TempDir Path directory) throws SQLException {
        LocalDatabase database = LocalH2.newDatabaseUnder(directory);
        create(database);
        assertThat(only(database, TABLES)).isEqualTo("1");
        assertThat(directory).isDirectoryContaining(file -> file.endsWith(database.name() + ".mv.db"));
    }

    @Test
    void logsStatementsWhenAsked() throws SQLException {
        LocalDatabase database = LocalH2.newDatabase();
        only(database, "SELECT 'before'");
        database.logEveryStatement();
        only(database, "SELECT 'after'");
        assertThat(LocalH2.log(database)).contains("SELECT 'after'").doesNotContain("before");
    }

    private static void create(LocalDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE cargo (id integer)");
        }
    }

    private static String only(LocalDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
