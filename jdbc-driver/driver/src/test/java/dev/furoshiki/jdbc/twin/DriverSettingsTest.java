package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of PostgreSQL's own driver change how parameters and rows travel, not what they are. */
class DriverSettingsTest {

    private static EncryptedDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        try (Connection connection = database.create()) {
            EncryptedDatabase.run(connection, People.CREATE);
        }
        database.database().logEveryStatement();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=simple",
                "preferQueryMode=extendedForPrepared",
                "preferQueryMode=extendedCacheEverything",
                "reWriteBatchedInserts=true",
                "prepareThreshold=1",
                "prepareThreshold=0",
                "prepareThreshold=-1",
                "binaryTransfer=false",
                "stringtype=unspecified",
                "autosave=always",
                "defaultRowFetchSize=2",
                "adaptiveFetch=true",
                "preparedStatementCacheQueries=0",
                "currentSchema=public",
                "readOnlyMode=ignore",
                "quoteReturningIdentifiers=false",
                "cleanupSavepoints=true",
                "logServerErrorDetail=false"
            })
    void rowsGoInAndComeBack(String setting) throws SQLException {
        try (Connection connection = database.connect(setting)) {
            connection.setAutoCommit(false);
            List<Integer> ids = insert(connection);
            for (int again = 0; again < 3; again++) {
                for (int i = 0; i < ids.size(); i++) {
                    assertThat(find(connection, "ssn-" + i)).containsExactly(row(ids.get(i), i));
                }
            }
            assertThat(Rows.update(connection, "DELETE FROM person WHERE born = ?", LocalDate.of(2020, 2, 29)))
                    .isEqualTo(ids.size());
            connection.commit();
        }
        assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("0");
    }

    private static String row(int id, int i) {
        return id + "|ssn-" + i + "|" + (i % 2 == 0 ? "Ann" : "null") + "|mail-" + i + "|2020-02-29|" + i;
    }

    private static List<Integer> insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO person (ssn, name, email, born, age) VALUES (?, ?, ?, ?, ?)", new String[] {"id"})) {
            for (int i = 0; i < 7; i++) {
                Rows.set(insert, "ssn-" + i, i % 2 == 0 ? "Ann" : null, "mail-" + i, LocalDate.of(2020, 2, 29), i);
                insert.addBatch();
            }
            insert.executeBatch();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                return EncryptedDatabase.rows(keys).stream()
                        .map(Integer::valueOf)
                        .toList();
            }
        }
    }

    private static List<String> find(Connection connection, String ssn) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM person WHERE ssn = ?")) {
            select.setString(1, ssn);
            try (ResultSet rows = select.executeQuery()) {
                return EncryptedDatabase.rows(rows);
            }
        }
    }
}
