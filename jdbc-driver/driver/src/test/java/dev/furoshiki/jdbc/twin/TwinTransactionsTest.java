package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions, and what becomes of the catalogue when one that changed it is undone. */
class TwinTransactionsTest {

    private static final String INSERT = "INSERT INTO person (ssn, age) VALUES (?, ?)";
    private static final String ALL = "SELECT ssn, age FROM person ORDER BY id";

    private Twins twins;

    @BeforeEach
    void open() throws SQLException {
        twins = new Twins();
    }

    @AfterEach
    void close() throws SQLException {
        twins.close();
    }

    private static String plainCreate() {
        return People.CREATE.replaceAll("\\s+ENCRYPTED WITH \\([^)]*\\)", "");
    }

    /** Creates the table as the twin has it. */
    private void create(Connection connection) throws SQLException {
        EncryptedDatabase.run(connection, connection.equals(twins.ours()) ? People.CREATE : plainCreate());
    }

    @Test
    void commitRollbackAndSavepoints() throws Exception {
        twins.define(People.CREATE);
        twins.same("transactions", c -> {
            List<Object> seen = new ArrayList<>();
            c.setAutoCommit(false);
            Rows.update(c, INSERT, "1", 1);
            c.commit();
            Rows.update(c, INSERT, "2", 2);
            c.rollback();
            seen.add(Rows.query(c, ALL));
            Rows.update(c, INSERT, "3", 3);
            Savepoint before = c.setSavepoint("before");
            Rows.update(c, INSERT, "4", 4);
            Rows.update(c, "UPDATE person SET ssn = ? WHERE ssn = ?", "5", "3");
            seen.add(Rows.query(c, ALL));
            c.rollback(before);
            seen.add(Rows.query(c, ALL));
            c.releaseSavepoint(before);
            c.commit();
            c.setAutoCommit(true);
            seen.add(Rows.query(c, ALL));
            return seen;
        });
    }

    @Test
    void transactionsByText() throws Exception {
        twins.define(People.CREATE);
        twins.same("texts", c -> {
            List<Object> seen = new ArrayList<>();
            EncryptedDatabase.run(c, "BEGIN");
            Rows.update(c, INSERT, "1", 1);
            EncryptedDatabase.run(c, "SAVEPOINT s");
            Rows.update(c, INSERT, "2", 2);
            EncryptedDatabase.run(c, "ROLLBACK TO SAVEPOINT s", "COMMIT");
            EncryptedDatabase.run(c, "START TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            Rows.update(c, INSERT, "3", 3);
            EncryptedDatabase.run(c, "ROLLBACK");
            seen.add(Rows.query(c, ALL));
            return seen;
        });
    }

    @Test
    void aFailedTransactionIsRolledBack() throws Exception {
        twins.define(People.CREATE);
        for (Connection c : List.of(twins.plain(), twins.ours())) {
            c.setAutoCommit(false);
        }
        twins.same("insert", c -> Rows.update(c, "INSERT INTO person (id, ssn) VALUES (?, ?)", 1, "1"));
        twins.sameRefusal("key", "23505", c -> Rows.update(c, "INSERT INTO person (id, ssn) VALUES (?, ?)", 1, "2"));
        twins.sameRefusal("failed", "25P02", c -> Rows.query(c, ALL));
        twins.same("rollback", c -> {
            c.rollback();
            return Rows.query(c, ALL);
        });
    }

    @Test
    void aCreatedTableThatIsRolledBackIsGone() throws Exception {
        twins.same("rolled back", c -> {
            List<Object> seen = new ArrayList<>();
            c.setAutoCommit(false);
            create(c);
            Rows.update(c, INSERT, "1", 1);
            seen.add(Rows.query(c, ALL));
            c.rollback();
            c.setAutoCommit(true);
            create(c);
            seen.add(Rows.query(c, ALL));
            seen.add(Rows.update(c, INSERT, "2", 2));
            seen.add(Rows.query(c, ALL));
            return seen;
        });
        assertThat(twins.encrypted().queryPlain("SELECT encode(ssn, 'escape') FROM person"))
                .noneMatch(cell -> cell.equals("2"));
    }

    @Test
    void aCreatedTableThatIsRolledBackToASavepointIsGone() throws Exception {
        twins.same("savepoint", c -> {
            List<Object> seen = new ArrayList<>();
            c.setAutoCommit(false);
            EncryptedDatabase.run(c, "CREATE TABLE other (id integer)");
            Savepoint before = c.setSavepoint();
            create(c);
            Rows.update(c, INSERT, "1", 1);
            c.rollback(before);
            EncryptedDatabase.run(c, plainCreate());
            EncryptedDatabase.run(c, "INSERT INTO person (ssn, age) VALUES ('as it is', 1)");
            seen.add(Rows.query(c, ALL));
            c.rollback();
            c.setAutoCommit(true);
            return seen;
        });
    }

    @Test
    void theSameByText() throws Exception {
        twins.same("text", c -> {
            List<Object> seen = new ArrayList<>();
            c.setAutoCommit(false);
            EncryptedDatabase.run(c, "SAVEPOINT before");
            create(c);
            Rows.update(c, INSERT, "1", 1);
            EncryptedDatabase.run(c, "ROLLBACK TO before");
            EncryptedDatabase.run(c, plainCreate(), "INSERT INTO person (ssn, age) VALUES ('as it is', 1)");
            seen.add(Rows.query(c, ALL));
            EncryptedDatabase.run(c, "ROLLBACK");
            create(c);
            seen.add(Rows.update(c, INSERT, "2", 2));
            EncryptedDatabase.run(c, "COMMIT");
            c.setAutoCommit(true);
            seen.add(Rows.query(c, ALL));
            return seen;
        });
    }

    @Test
    void aDroppedTableThatIsRolledBackIsThereAgain() throws Exception {
        twins.define(People.CREATE);
        twins.same("dropped", c -> {
            List<Object> seen = new ArrayList<>();
            Rows.update(c, INSERT, "1", 1);
            c.setAutoCommit(false);
            EncryptedDatabase.run(c, "DROP TABLE person");
            c.rollback();
            seen.add(Rows.query(c, ALL));
            seen.add(Rows.update(c, "UPDATE person SET ssn = ? WHERE ssn = ?", "2", "1"));
            c.commit();
            EncryptedDatabase.run(c, "DROP TABLE person");
            EncryptedDatabase.run(c, plainCreate(), "INSERT INTO person (ssn, age) VALUES ('as it is', 1)");
            seen.add(Rows.query(c, ALL));
            c.rollback();
            c.setAutoCommit(true);
            seen.add(Rows.query(c, ALL));
            return seen;
        });
    }

    /** COMMIT of a failed transaction rolls back, and the driver says so by an exception. */
    @Test
    void aFailedTransactionThatIsCommittedLeavesNothing() throws Exception {
        twins.same("failed", c -> {
            List<Object> seen = new ArrayList<>();
            c.setAutoCommit(false);
            create(c);
            for (Twins.Step<?> step : List.<Twins.Step<?>>of(
                    connection -> Rows.update(connection, "INSERT INTO person (id) VALUES (1), (1)"), connection -> {
                        connection.commit();
                        return null;
                    })) {
                try {
                    step.on(c);
                    seen.add("done");
                } catch (SQLException failed) {
                    seen.add(failed.getSQLState());
                }
            }
            EncryptedDatabase.run(c, plainCreate(), "INSERT INTO person (ssn, age) VALUES ('as it is', 1)");
            seen.add(Rows.query(c, ALL));
            c.rollback();
            c.setAutoCommit(true);
            create(c);
            seen.add(Rows.update(c, INSERT, "2", 2));
            return seen;
        });
    }

    @Test
    void createAndDropByEveryMethod() throws Exception {
        twins.same("methods", c -> {
            List<Object> seen = new ArrayList<>();
            String create = c.equals(twins.ours()) ? People.CREATE : plainCreate();
            try (Statement statement = c.createStatement()) {
                seen.add(statement.execute(create));
                seen.add(statement.getUpdateCount());
                seen.add(statement.getMoreResults());
                seen.add(statement.getUpdateCount());
                seen.add(statement.executeUpdate("DROP TABLE person"));
                seen.add(statement.executeLargeUpdate(create));
                seen.add(String.valueOf(statement.getResultSet()));
                seen.add(statement.executeUpdate("DROP TABLE IF EXISTS person"));
            }
            for (String text : List.of(create, "DROP TABLE person")) {
                try (var prepared = c.prepareStatement(text)) {
                    seen.add(prepared.execute());
                    seen.add(prepared.getUpdateCount());
                    seen.add(prepared.getMoreResults());
                    seen.add(prepared.getUpdateCount());
                }
            }
            return seen;
        });
    }
}
