package dev.furoshiki.jdbc.frameworks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.furoshiki.jdbc.explanation.FuroshikiConnection;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import dev.furoshiki.jdbc.frameworks.twin.Twins;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What HikariCP asks of a connection, and which it gives away. */
@NullUnmarked // fields are set by JUnit
@ParameterizedClass
@EnumSource(Server.class)
class HikariTest {

    private static final String REFUSED = "SELECT upper(email) FROM mailbox";

    @Parameter
    Server server;

    private static Twins twins;

    @BeforeParameterizedClassInvocation
    @SuppressWarnings("ReferenceEquality") // which of the two pools it is
    static void open(Server server) throws Exception {
        twins = new Twins(server, "none", Map.of("furoshiki.catalogKey", "alias/pii"));
        for (DataSource pool : List.of(twins.plain(), twins.encrypted())) {
            boolean ours = pool == twins.encrypted();
            try (Connection connection = pool.getConnection()) {
                run(
                        connection,
                        "CREATE TABLE mailbox (id integer PRIMARY KEY, email varchar(80)"
                                + (ours ? " ENCRYPTED WITH (KEY = 'alias/pii'))" : ")"),
                        "CREATE TABLE notes (id integer PRIMARY KEY)",
                        "INSERT INTO mailbox VALUES (1, 'ada@secret.example')");
                if (server != Server.MARIADB) {
                    run(connection, "CREATE SCHEMA other");
                }
            }
        }
    }

    @AfterParameterizedClassInvocation
    static void close() throws SQLException {
        twins.close();
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** One connection, so that it is known whose it is. */
    private static HikariDataSource poolOfOne(DataSource like, String override) throws SQLException {
        HikariConfig config = new HikariConfig();
        like.unwrap(HikariDataSource.class).copyStateTo(config);
        config.setMaximumPoolSize(1);
        config.setExceptionOverrideClassName(override);
        return new HikariDataSource(config);
    }

    private static FuroshikiConnection physical(Connection connection) throws SQLException {
        return connection.unwrap(FuroshikiConnection.class);
    }

    @Test
    void settingsComeAndGoAsOnThePlainTwin() throws Exception {
        assertThat(settings(twins.encrypted())).isEqualTo(settings(twins.plain()));
    }

    private List<Object> settings(DataSource like) throws SQLException {
        List<Object> seen = new ArrayList<>();
        try (HikariDataSource pool = poolOfOne(like, null)) {
            List<Object> before;
            try (Connection connection = pool.getConnection()) {
                before = state(connection);
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                connection.setNetworkTimeout(Runnable::run, 20_000);
                if (server != Server.MARIADB) {
                    connection.setSchema(server == Server.H2 ? "OTHER" : "other");
                }
                connection.setHoldability(connection.getHoldability());
                connection.clearWarnings();
                List<Object> changed = state(connection);
                seen.addAll(changed.subList(0, changed.size() - 1));
                seen.add(connection.getSchema() == null);
                connection.rollback();
            }
            try (Connection connection = pool.getConnection()) {
                seen.add(state(connection).equals(before));
            }
        }
        return seen;
    }

    private static List<Object> state(Connection connection) throws SQLException {
        return List.of(
                connection.isValid(5),
                connection.getAutoCommit(),
                connection.isReadOnly(),
                connection.getTransactionIsolation(),
                connection.getNetworkTimeout(),
                String.valueOf(connection.getSchema()) + connection.getCatalog());
    }

    /** H2 has nothing to abort within the process. */
    @Test
    void anAbortedConnectionGivesWayToAnother() throws Exception {
        assumeThat(server).isNotEqualTo(Server.H2);
        try (HikariDataSource pool = poolOfOne(twins.encrypted(), null)) {
            Connection aborted = pool.getConnection();
            FuroshikiConnection first = physical(aborted);
            aborted.abort(Runnable::run);
            assertThat(aborted.isValid(1)).isFalse();
            assertThatThrownBy(aborted::close)
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .asString()
                    .startsWith("08");
            try (Connection next = pool.getConnection()) {
                assertThat(physical(next)).isNotSameAs(first);
                run(next, "SELECT email FROM mailbox");
            }
        }
    }

    /** What the server's own driver throws leaves the connection in the pool, as it does there. */
    @Test
    void errorsOfStatementsLeaveTheConnection() throws Exception {
        try (HikariDataSource pool = poolOfOne(twins.encrypted(), null)) {
            FuroshikiConnection first;
            try (Connection connection = pool.getConnection()) {
                first = physical(connection);
                for (String wrong : List.of(
                        "INSERT INTO mailbox VALUES (1, 'eve@secret.example')",
                        "SELECT nothing FROM mailbox",
                        "SELECT FROM WHERE mailbox",
                        "SELECT * FROM nowhere")) {
                    assertThatThrownBy(() -> run(connection, wrong)).isInstanceOf(SQLException.class);
                }
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(physical(connection)).isSameAs(first);
            }
        }
    }

    /** 0A000 is among the SQLStates that HikariCP takes for the end of a connection. */
    @Test
    void aRefusalClosesTheConnectionUnlessTheApplicationSaysOtherwise() throws Exception {
        try (HikariDataSource pool = poolOfOne(twins.encrypted(), null);
                Connection connection = pool.getConnection()) {
            assertThatThrownBy(() -> run(connection, REFUSED)).isInstanceOf(UnsupportedStatementException.class);
            assertThat(connection.isClosed()).isTrue();
        }
        try (HikariDataSource pool = poolOfOne(twins.encrypted(), KeptAfterRefusals.class.getName());
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO notes VALUES (1)");
            assertThatThrownBy(() -> run(connection, REFUSED)).isInstanceOf(UnsupportedStatementException.class);
            assertThatThrownBy(() -> connection.prepareStatement(REFUSED))
                    .isInstanceOf(UnsupportedStatementException.class);
            connection.commit();
        }
        assertThat(twins.stored("SELECT id FROM notes")).containsExactly("1");
    }
}
