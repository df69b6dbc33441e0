package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A company on each server, opened when it is first asked for. */
final class Companies implements AutoCloseable {

    /** A statement with its parameters. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sql(String text, @Nullable Object... parameters) {}

    /** Something that is done to both twins. */
    @FunctionalInterface
    interface Comparison {
        void run(Company company, Sql sql) throws Exception;
    }

    private final Map<TestServer, Company> open = new EnumMap<>(TestServer.class);

    static Sql sql(String text, @Nullable Object... parameters) {
        return new Sql(text, parameters);
    }

    static boolean isMySql(TestServer server) {
        return server == TestServer.MARIADB || server == TestServer.MYSQL_DRIVER;
    }

    Company of(TestServer server) throws SQLException {
        Company known = open.get(server);
        if (known == null) {
            known = new Company(server);
            open.put(server, known);
        }
        return known;
    }

    /** Each statement gives the same on both twins; all that do not are shown together. */
    void same(TestServer server, Comparison comparison, Sql... statements) throws SQLException {
        Company company = of(server);
        List<String> wrong = new ArrayList<>();
        for (Sql statement : statements) {
            try {
                comparison.run(company, statement);
            } catch (Exception | AssertionError failure) {
                wrong.add(statement.text() + " " + Arrays.toString(statement.parameters()) + "\n    " + failure);
            }
        }
        assertThat(wrong).as(server.toString()).isEmpty();
    }

    /** Nothing that was encrypted is found in clear. */
    @Override
    public void close() throws SQLException {
        for (Company company : open.values()) {
            try (Company closing = company) {
                closing.requireNoPlaintext();
            }
        }
    }
}
