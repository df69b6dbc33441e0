package dev.furoshiki.jdbc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.wrap.StalePlanException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of plain tables that are written through a result set, for which no statement is ever prepared. */
class UpdatableResultSetsTest {

    private static final String SELECT = "SELECT id, name FROM person ORDER BY id";

    private static final String[] PLAIN = {
        "CREATE TABLE person (id integer PRIMARY KEY, name varchar(40))",
        "INSERT INTO person (id, name) VALUES (1, 'A'), (2, 'B')"
    };

    private static Statement updatable(Connection connection) throws SQLException {
        return connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
    }

    private static void insert(ResultSet rows, int id, String name) throws SQLException {
        rows.moveToInsertRow();
        rows.updateInt("id", id);
        rows.updateString("name", name);
        rows.insertRow();
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfAPlainTableAreWritten(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(connection, PLAIN);
            try (Statement statement = updatable(connection);
                    ResultSet rows = statement.executeQuery(SELECT)) {
                assertThat(rows.next()).isTrue();
                rows.updateString("name", "Ann");
                rows.updateRow();
                assertThat(rows.next()).isTrue();
                rows.deleteRow();
                insert(rows, 3, "Cid");
            }
            assertThat(database.queryPlain(SELECT.replace("id, name", "name"))).containsExactly("Ann", "Cid");
        }
    }

    /** A table of the same name may be encrypted by now, and the server would be sent the value as it stands. */
    @ParameterizedTest
    @EnumSource
    void noRowIsWrittenOnceWhatIsEncryptedHasChanged(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(connection, PLAIN);
            try (Statement statement = updatable(connection);
                    ResultSet rows = statement.executeQuery(SELECT);
                    PreparedStatement prepared = connection.prepareStatement(
                            SELECT, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                    ResultSet ofPrepared = prepared.executeQuery()) {
                EncryptedDatabase.run(
                        connection,
                        "DROP TABLE person",
                        "CREATE TABLE person (id integer PRIMARY KEY, name " + server.varchar(40)
                                + " ENCRYPTED WITH (KEY = 'alias/pii'))");
                assertNoRowIsWritten(rows);
                assertNoRowIsWritten(ofPrepared);
            }
            assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("0");
        }
    }

    private static void assertNoRowIsWritten(ResultSet rows) throws SQLException {
        assertThat(rows.next()).isTrue();
        rows.updateString("name", "Ann");
        assertThatThrownBy(rows::updateRow).isInstanceOf(StalePlanException.class);
        assertThatThrownBy(rows::deleteRow).isInstanceOf(StalePlanException.class);
        assertThatThrownBy(() -> insert(rows, 3, "Cid")).isInstanceOf(StalePlanException.class);
    }
}
