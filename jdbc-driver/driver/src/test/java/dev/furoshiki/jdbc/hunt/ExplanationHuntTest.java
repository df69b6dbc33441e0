package dev.furoshiki.jdbc.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * EXPLAIN ENCRYPTION of random statements: it never shows a literal of an encrypted column, calls refused what is refused, with
 * the same words, and nothing else; and nothing at all reaches the server.
 */
class ExplanationHuntTest {

    private static final int STATEMENTS = Boolean.getBoolean("furoshiki.soak") ? 2_000 : 100;

    private static final Map<String, Integer> COUNTS = new TreeMap<>();
    private static final HuntDialect DIALECT = new PostgresHuntDialect();
    private static final String WORDS = "EXPLAIN ENCRYPTION ";
    private static @Nullable EncryptedDatabase database;
    private static @Nullable Connection connection;
    private static long mark;

    @BeforeContainer
    static void open() throws SQLException {
        EncryptedDatabase opened = new EncryptedDatabase();
        try (Connection creating = opened.create()) {
            for (HuntTable table : HuntTables.ALL) {
                EncryptedDatabase.run(creating, table.createTable(DIALECT, true));
            }
        }
        opened.database().logEveryStatement();
        connection = opened.connect("furoshiki.catalogMaxAge=PT1H");
        database = opened;
        mark = LocalPostgres.logBytes();
    }

    @AfterContainer
    static void close() throws SQLException {
        System.out.println("explained: " + COUNTS);
        int process = connection().unwrap(PGConnection.class).getBackendPID();
        assertThat(LocalPostgres.logSince(mark, process)).doesNotContain("LOG:", "ERROR:");
        assertThat(COUNTS.keySet()).contains("rewritten", "passes through", "refused");
        connection().close();
        Objects.requireNonNull(database).close();
    }

    private static Connection connection() {
        return Objects.requireNonNull(connection);
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void showsNoLiteralAndTellsTheTruth(@ForAll long seed) throws SQLException {
        Random random = new Random(seed);
        for (int i = 0; i < STATEMENTS; i++) {
            HuntStatement statement = HuntGrammar.draw(random, DIALECT);
            List<String> rows = EncryptedDatabase.query(connection(), WORDS + statement.sql());
            if (statement.kind() == HuntStatement.Kind.SUPPORTED) {
                assertThat(rows)
                        .as(statement.toString())
                        .noneMatch(row -> Canaries.in(row).isPresent());
            }
            String outcome = rows.get(0).split("\\|", -1)[3];
            COUNTS.merge(outcome, 1, Integer::sum);
            String refusal = refusal(statement);
            if (refusal == null) {
                assertThat(outcome).as(statement.toString()).isNotEqualTo("refused");
            } else {
                assertThat(rows).as(statement.toString()).hasSize(1);
                assertThat(rows.get(0)).as(statement.toString()).endsWith("|" + refusal);
            }
        }
    }

    /** To prepare a statement sends nothing. */
    private static @Nullable String refusal(HuntStatement statement) {
        try {
            connection()
                    .prepareStatement(" ".repeat(WORDS.length()) + statement.sql())
                    .close();
            return null;
        } catch (SQLException refused) {
            return refused.getSQLState() + ": " + refused.getMessage();
        }
    }
}
