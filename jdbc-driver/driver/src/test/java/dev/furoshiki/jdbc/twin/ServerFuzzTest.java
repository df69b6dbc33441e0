package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.twin.Companies.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Random statements on servers other than PostgreSQL: ours does what the plain twin does, fails where that fails, or refuses. No
 * value of an encrypted column is in the tables or in what the server was told. Larger with {@code -Dfuroshiki.soak=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerFuzzTest {

    private static final int STATEMENTS = Boolean.getBoolean("furoshiki.soak") ? 10_000 : 1_000;

    /** Refused by the analysis: cannot be carried out, cannot be parsed, no such column. */
    private static final Set<String> REFUSALS = Set.of("0A000", "42601", "42703");

    private static final List<String> CONTENTS = List.of(
            "SELECT * FROM customer",
            "SELECT * FROM employee",
            "SELECT * FROM orders",
            "SELECT c.id, e.id FROM customer c JOIN employee e ON c.email = e.mail OR c.ssn = e.ssn");

    private final Companies companies = new Companies();

    @AfterAll
    void close() throws SQLException {
        companies.close();
    }

    /** Rows, sorted, or a count, and what is in the tables then; or the SQLState of a failure. */
    private record Outcome(String failure, List<String> seen) {
        boolean failed() {
            return !failure.isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void doesWhatThePlainTwinDoesOrRefuses(TestServer server) throws SQLException {
        Company company = companies.of(server);
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Integer> reasons = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (int seed = 0; seed < STATEMENTS && wrong.size() < 10; seed++) {
            Sql statement = ServerStatements.draw(server, new Random(seed));
            Outcome ours = outcome(company.twins().ours(), statement);
            String what;
            if (ours.failed() && REFUSALS.contains(ours.failure())) {
                what = "refused";
                reasons.merge(reason(ours), 1, Integer::sum);
                if (ours.seen().toString().contains(Company.CANARY)) {
                    wrong.add(seed + ": " + describe(statement) + "\n  says " + ours.seen());
                }
            } else {
                Outcome plain = outcome(company.twins().plain(), statement);
                what = plain.failed()
                        ? "same failure"
                        : plain.seen().get(0).startsWith("count") ? "same count" : "same rows";
                boolean same = ours.failed() ? plain.failed() : ours.equals(plain);
                if (!same) {
                    wrong.add(seed + ": " + describe(statement) + "\n  plain " + plain + "\n  ours  " + ours);
                }
            }
            counts.merge(what, 1, Integer::sum);
        }
        System.out.println("fuzz " + server + ": " + counts);
        reasons.forEach((reason, count) -> System.out.println("  " + count + " " + reason));
        assertThat(String.join("\n", wrong)).as(server + " " + counts).isEmpty();
        assertThat(counts.keySet()).contains("refused", "same count", "same rows");
    }

    /** What it says without the names in it. */
    private static String reason(Outcome refused) {
        return refused.seen()
                .get(0)
                .replaceFirst("(?s); .*", "")
                .replaceFirst("^(column|table) [^ ]+ (is|has)", "$1 $2")
                .replaceAll("\\S+\\.\\S+\\.\\S+", "a column")
                .replaceAll("(?<=column )\\S+(?= of)|(?<=which table )\\S+", "x")
                .replaceFirst("(?s)( of table).*", "$1");
    }

    private static String describe(Sql statement) {
        return statement.text() + " " + Arrays.toString(statement.parameters());
    }

    private static Outcome outcome(Connection connection, Sql statement) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
            Rows.set(prepared, statement.parameters());
            List<String> seen = new ArrayList<>();
            if (prepared.execute()) {
                seen.addAll(rows(prepared.getResultSet()));
                seen.add(0, "rows");
            } else {
                // A row that is set to the values it has counts otherwise, and a cell is never the same.
                boolean upsert = statement.text().contains("ON DUPLICATE KEY");
                seen.add("count " + (upsert ? "" : prepared.getUpdateCount()));
                for (String contents : CONTENTS) {
                    try (PreparedStatement select = connection.prepareStatement(contents)) {
                        seen.addAll(rows(select.executeQuery()));
                    }
                }
            }
            return new Outcome("", seen);
        } catch (SQLException failure) {
            return new Outcome(String.valueOf(failure.getSQLState()), List.of(String.valueOf(failure.getMessage())));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static List<String> rows(ResultSet rows) throws SQLException {
        try (rows) {
            List<String> found = EncryptedDatabase.rows(rows);
            found.sort(null);
            return found;
        }
    }
}
