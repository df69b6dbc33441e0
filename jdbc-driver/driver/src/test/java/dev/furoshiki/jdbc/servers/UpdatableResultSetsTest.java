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
import java.util.List;
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
                EncryptedDatabase.run(connection, "DROP TABLE person", encrypted(server));
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
        assertThatThrownBy(rows::refreshRow).isInstanceOf(StalePlanException.class);
        assertThatThrownBy(rows::deleteRow).isInstanceOf(StalePlanException.class);
        assertThatThrownBy(() -> insert(rows, 3, "Cid")).isInstanceOf(StalePlanException.class);
    }

    private static String encrypted(TestServer server) {
        return "CREATE TABLE person (id integer PRIMARY KEY, name " + server.varchar(40)
                + " ENCRYPTED WITH (KEY = 'alias/pii'))";
    }

    /** What fails before it is sent leaves the rows of the last text open, which were taken for those of the one that failed. */
    @ParameterizedTest
    @EnumSource
    void rowsOfTheLastTextAreNotThoseOfOneThatWasNotSent(TestServer server) throws Exception {
        for (String unsent : List.of(
                "EXPLAIN ENCRYPTION SELECT 1",
                "SELECT id FROM person WHERE id = ?",
                "CREATE TABLE other (name " + server.varchar(40) + " ENCRYPTED WITH (KEY = 'alias/nothing'))")) {
            try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                    Connection connection = database.create()) {
                EncryptedDatabase.run(connection, PLAIN);
                try (Statement statement = updatable(connection);
                        ResultSet rows = statement.executeQuery(SELECT)) {
                    EncryptedDatabase.run(connection, "DROP TABLE person", encrypted(server));
                    assertThatThrownBy(() -> statement.executeUpdate(unsent)).isInstanceOf(SQLException.class);
                    assertThat(statement.getResultSet()).as(unsent).isNull();
                    assertThat(statement.getUpdateCount()).as(unsent).isEqualTo(-1);
                    assertNoRowIsWritten(rows);
                }
            }
        }
    }

    /** The server's driver is never asked for results with cells that it would let be written, and hands out none as plain. */
    @ParameterizedTest
    @EnumSource
    void rowsWithCellsAreNeverTakenForPlainOnes(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    encrypted(server),
                    "CREATE TABLE plain_log (id integer PRIMARY KEY, name varchar(40))",
                    "INSERT INTO person (id, name) VALUES (1, 'A')");
            try (Statement statement = updatable(connection)) {
                statement.executeQuery(SELECT);
                statement.executeBatch();
                assertThat(statement.getResultSet()).isNull();
                statement.executeQuery(SELECT);
                try {
                    statement.execute("INSERT INTO plain_log VALUES (1, 'x')", new int[] {1});
                } catch (SQLException refused) {
                    assertThat(server).isEqualTo(TestServer.POSTGRESQL);
                }
                assertThat(statement.getResultSet()).isNull();
                statement.executeQuery("SELECT id, name FROM person WHERE name IS NOT NULL AND id = 1");
                assertThat(statement.getResultSet().getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
            }
            try (PreparedStatement prepared = connection.prepareStatement(
                            SELECT, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                    ResultSet rows = prepared.executeQuery()) {
                assertThat(prepared.getResultSetConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
                assertThat(rows.last()).isTrue();
                assertThat(rows.getString(2)).isEqualTo("A");
            }
        }
    }

    /** PostgreSQL's driver writes to what stands behind the first FROM. */
    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void noRowIsWrittenWhereTheTextHoldsAnEncryptedTablesName(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    encrypted(server),
                    "CREATE TABLE persons (id integer PRIMARY KEY, name varchar(40))",
                    "CREATE VIEW names AS SELECT id, name FROM person",
                    "INSERT INTO person (id, name) VALUES (1, 'A')",
                    "INSERT INTO persons (id, name) VALUES (1, 'B')");
            try (Statement statement = updatable(connection)) {
                ResultSet rows =
                        statement.executeQuery("SELECT id, 'copied from Person today' AS note, name FROM persons");
                assertThat(rows.next()).isTrue();
                rows.updateString("name", "Ann");
                assertThatThrownBy(rows::updateRow)
                        .hasFieldOrPropertyWithValue("SQLState", "0A000")
                        .hasMessageContaining("the name of person, an encrypted table");
                rows = statement.executeQuery("SELECT /* copied from names now */ id, name FROM persons");
                assertThat(rows.next()).isTrue();
                assertThatThrownBy(rows::refreshRow).hasMessageContaining("the name of names,");
                rows = statement.executeQuery("SELECT id, name FROM persons");
                assertThat(rows.next()).isTrue();
                rows.updateString("name", "Ann");
                rows.updateRow();
            }
            assertThat(database.queryPlain("SELECT name FROM persons")).containsExactly("Ann");
            assertThat(EncryptedDatabase.query(connection, "SELECT name FROM person"))
                    .containsExactly("A");
        }
    }

    /** Keys of an earlier INSERT were given out for a definition, as the server's driver had them. */
    @ParameterizedTest
    @EnumSource
    void aDefinitionHasNoKeys(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create();
                Statement statement = connection.createStatement()) {
            statement.execute(encrypted(server));
            statement.executeUpdate("INSERT INTO person (id) VALUES (1)", Statement.RETURN_GENERATED_KEYS);
            statement.executeUpdate(encrypted(server).replace("person", "people"));
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertThat(keys.next()).isFalse();
            } catch (SQLException notAskedFor) {
                assertThat(server).isEqualTo(TestServer.MYSQL_DRIVER);
            }
        }
    }

    /** A batch has counts; MariaDB's driver had the rows, too, which were cells. */
    @ParameterizedTest
    @EnumSource
    void aBatchHasNoRows(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create();
                Statement statement = connection.createStatement()) {
            EncryptedDatabase.run(connection, encrypted(server), "INSERT INTO person (id, name) VALUES (1, 'A')");
            statement.addBatch("SELECT id, name FROM person");
            statement.addBatch("SELECT name, id FROM person");
            try {
                statement.executeBatch();
            } catch (SQLException noRowsInABatch) {
                assertThat(server).isNotIn(TestServer.MARIADB);
            }
            assertThat(statement.getResultSet()).isNull();
            statement.getMoreResults();
            assertThat(statement.getResultSet()).isNull();
        }
    }

    /** Connector/J keeps a batch that it refuses, whose texts would have been executed later as they stood. */
    @ParameterizedTest
    @EnumSource(names = "MYSQL_DRIVER")
    void aBatchThatFailedIsGone(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create();
                Statement statement = connection.createStatement()) {
            EncryptedDatabase.run(connection, PLAIN);
            statement.addBatch("INSERT INTO person (id, name) VALUES (3, 'Cid')");
            connection.setReadOnly(true);
            assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
            connection.setReadOnly(false);
            EncryptedDatabase.run(connection, "DROP TABLE person", encrypted(server));
            assertThat(statement.executeBatch()).isEmpty();
            assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void keysOfABatchThatFailed(TestServer server) throws Exception {
        try (ServerTwins twins = new ServerTwins(server)) {
            twins.define("CREATE TABLE numbered (id integer PRIMARY KEY AUTO_INCREMENT, n integer UNIQUE)");
            twins.same("keys", connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (int n : new int[] {1, 2, 1, 3}) {
                        statement.addBatch("INSERT INTO numbered (n) VALUES (" + n + ")");
                    }
                    assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
                    return ServerTwins.rows(statement.getGeneratedKeys());
                }
            });
        }
    }
}
