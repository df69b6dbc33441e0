package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.subject.EncryptedSession;
import dev.furoshiki.benchmarks.subject.KeyService;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A statement prepared by a text that is known, and closed: what the driver adds before anything is executed. PostgreSQL's
 * own driver sends nothing then.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class PreparedStatements {

    /** The system property with the URL of a database of PostgreSQL's whose user may create others. */
    static final String URL_PROPERTY = "furoshiki.bench.postgres";

    private static final String OVER_ENCRYPTED = "select id, name, remark from customers where name = ?";
    private static final String PASS_THROUGH = "select id, area from regions where id = ?";

    private KeyService keys;
    private Connection plain;
    private Connection encrypting;

    @Setup
    public void setUp() throws IOException, SQLException {
        String url = System.getProperty(URL_PROPERTY);
        if (url == null) {
            throw new IllegalStateException(
                    "-D" + URL_PROPERTY + " names no database; mvn -q -Pbenchmarks -Dfuroshiki.bench=jmh starts one");
        }
        keys = KeyService.start();
        // The catalogue is bound to the keys, so that what another process left behind is of no use.
        String name = "prepared_" + ProcessHandle.current().pid() + "_" + System.nanoTime();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        String own = url.replaceFirst("/\\w+\\?", "/" + name + "?");
        plain = DriverManager.getConnection(own);
        EncryptedSession session = new EncryptedSession(own, keys.uri());
        try (Connection connection = session.connectToDefine();
                Statement statement = connection.createStatement()) {
            for (String sql : session.customers().definition()) {
                statement.execute(sql);
            }
            statement.execute("create table regions (id integer primary key, area decimal(12, 2))");
        }
        encrypting = session.connect();
    }

    @TearDown
    public void tearDown() throws IOException, SQLException {
        encrypting.close();
        plain.close();
        keys.close();
    }

    @Benchmark
    public String plainDriver() throws SQLException {
        return prepare(plain, OVER_ENCRYPTED);
    }

    @Benchmark
    public String overEncrypted() throws SQLException {
        return prepare(encrypting, OVER_ENCRYPTED);
    }

    @Benchmark
    public String passThrough() throws SQLException {
        return prepare(encrypting, PASS_THROUGH);
    }

    private static String prepare(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.getClass().getName();
        }
    }
}
