package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.jdbc.PgConnection;

/** No JDBC object leads to the plain connection, statement or result set beneath, by which plaintext could be sent. */
class NoWayAroundTest {

    private static EncryptedDatabase database;
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create();
        EncryptedDatabase.run(
                connection,
                "CREATE TABLE person (id integer PRIMARY KEY, name text ENCRYPTED WITH (KEY = 'alias/pii'))",
                "INSERT INTO person (id) VALUES (1)");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    /** Everything of JDBC that a getter without parameters gives, and what that gives. */
    private static List<String> plainObjectsBehind(Object start) throws Exception {
        List<String> found = new ArrayList<>();
        for (Class<?> type : List.of(Connection.class, Statement.class, PreparedStatement.class, ResultSet.class)) {
            if (type.isInstance(start)) {
                for (Method method : type.getMethods()) {
                    if (method.getParameterCount() == 0 && isJdbc(method.getReturnType())) {
                        check(start, method, found);
                    }
                }
            }
        }
        return found;
    }

    private static void check(Object start, Method method, List<String> found) throws Exception {
        Object given;
        try {
            given = method.invoke(start);
        } catch (ReflectiveOperationException refused) {
            return;
        }
        if (given instanceof Connection || given instanceof Statement || given instanceof ResultSet) {
            if (given.getClass().getName().startsWith("org.postgresql")) {
                found.add(start.getClass().getSimpleName() + "." + method.getName() + " gives " + given.getClass());
            }
        }
    }

    private static boolean isJdbc(Class<?> type) {
        return Connection.class.isAssignableFrom(type)
                || Statement.class.isAssignableFrom(type)
                || ResultSet.class.isAssignableFrom(type);
    }

    @Test
    void gettersGiveOnlyWrapped() throws Exception {
        List<String> found = new ArrayList<>();
        for (String sql : List.of("SELECT id, name FROM person WHERE id = 1", "SELECT 1")) {
            try (Statement statement = connection.createStatement();
                    PreparedStatement prepared = connection.prepareStatement(sql);
                    CallableStatement call = connection.prepareCall("SELECT 1")) {
                for (Object start : List.of(connection, statement, prepared, call)) {
                    found.addAll(plainObjectsBehind(start));
                }
                for (ResultSet rows :
                        List.of(statement.executeQuery(sql), prepared.executeQuery(), call.executeQuery())) {
                    found.addAll(plainObjectsBehind(rows));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void metadataGivesOnlyWrapped() throws Exception {
        DatabaseMetaData metaData = connection.getMetaData();
        List<String> found = new ArrayList<>();
        int asked = 0;
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (ResultSet.class.equals(method.getReturnType())) {
                Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(type -> type == int.class ? (Object) 0 : type == boolean.class ? (Object) true : null)
                        .toArray();
                try (ResultSet rows = (ResultSet) method.invoke(metaData, arguments)) {
                    asked++;
                    found.addAll(plainObjectsBehind(rows));
                    if (rows.getClass().getName().startsWith("org.postgresql")) {
                        found.add(method.getName());
                    }
                } catch (ReflectiveOperationException notSupported) {
                    // By this driver: then it leads nowhere.
                }
            }
        }
        assertThat(asked).isGreaterThan(15);
        assertThat(found).isEmpty();
        assertThat(metaData.getConnection()).isSameAs(connection);
    }

    @Test
    void nothingIsUnwrapped() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM person");
                ResultSet rows = statement.executeQuery()) {
            List<Wrapper> wrappers = List.of(
                    connection,
                    statement,
                    rows,
                    connection.getMetaData(),
                    rows.getMetaData(),
                    statement.getParameterMetaData());
            for (Wrapper wrapper : wrappers) {
                for (Class<?> type : List.of(PgConnection.class, BaseConnection.class, BaseStatement.class)) {
                    assertThat(wrapper.isWrapperFor(type))
                            .as(wrapper + " " + type)
                            .isFalse();
                    assertThatThrownBy(() -> wrapper.unwrap(type)).isInstanceOf(SQLException.class);
                }
            }
            assertThat(statement.unwrap(PGStatement.class)).isNotInstanceOf(Statement.class);
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
        }
    }

    /** What PostgreSQL's driver offers beyond JDBC: harmless things work, COPY and its like are refused. */
    @Test
    void postgresOwnInterfaces() throws Exception {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        assertThat(postgres).isSameAs(connection);
        assertThat(postgres.getBackendPID()).isPositive();
        assertThat(postgres.escapeLiteral("it's")).isEqualTo("it''s");
        assertThatThrownBy(postgres::getCopyAPI)
                .hasFieldOrPropertyWithValue("SQLState", "0A000")
                .hasMessageContaining("COPY");
        assertThatThrownBy(() -> fastPath(postgres)).hasFieldOrPropertyWithValue("SQLState", "0A000");
        assertThatThrownBy(postgres::getReplicationAPI).isInstanceOf(UnsupportedOperationException.class);
    }

    @SuppressWarnings("deprecation") // deprecated, and still there
    private static void fastPath(PGConnection postgres) throws SQLException {
        postgres.getFastpathAPI();
    }

    @Test
    void resultSetsAreReadOnly() throws Exception {
        try (Statement statement =
                        connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
                ResultSet rows = statement.executeQuery("SELECT id, name FROM person")) {
            assertThat(rows.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
            rows.next();
            assertThatThrownBy(() -> rows.updateString("name", "Ann")).hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThatThrownBy(rows::moveToInsertRow).hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThatThrownBy(rows::deleteRow).hasFieldOrPropertyWithValue("SQLState", "0A000");
        }
    }
}
