package dev.furoshiki.jdbc.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * EXPLAIN ENCRYPTION of random statements: it never shows a literal of an encrypted column, calls refused what is refused, with
 * the same words, and nothing else; and nothing at all reaches the server. A thousand statements for each database, the same in
 * every build; twenty thousand with {@code -Psoak}, others in each, and again with the seed that is printed.
 */
class ExplanationHuntTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final int STATEMENTS_OF_A_ROUND = 50;
    private static final int ROUNDS = Integer.getInteger("furoshiki.hunt.rounds", SOAK ? 400 : 20);
    private static final long SEED =
            Long.getLong("furoshiki.hunt.seed", SOAK ? System.nanoTime() % 1_000_000_000L : 20_261_128);

    private static final String WORDS = "EXPLAIN ENCRYPTION ";

    @ParameterizedTest
    @EnumSource
    void on(HuntedServer hunted) throws SQLException {
        try (HuntServer server = hunted.open()) {
            hunt(hunted.toString(), server, hunted.rounds(ROUNDS));
        }
    }

    private static void hunt(String name, HuntServer server, int rounds) throws SQLException {
        String prefix = "explanation hunt, " + name + ": ";
        System.out.println(prefix + "-Dfuroshiki.hunt.seed=" + SEED);
        EncryptedDatabase.query(server.ours(), "SELECT id FROM city WHERE id = 4711");
        assertThat(server.newLog()).as("the log shows what is sent").contains("id = 4711");
        Map<String, Integer> counts = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(SEED + round);
            for (int i = 0; i < STATEMENTS_OF_A_ROUND; i++) {
                HuntStatement statement = HuntGrammar.draw(random, server.dialect());
                String about = "round " + (SEED + round) + ", statement " + i + ": " + statement;
                counts.merge(explain(server, statement, about), 1, Integer::sum);
            }
        }
        System.out.println(prefix + counts);
        assertThat(counts.keySet()).contains("rewritten", "passes through", "refused");
    }

    /** What becomes of it. */
    private static String explain(HuntServer server, HuntStatement statement, String about) throws SQLException {
        List<String> rows;
        try {
            rows = EncryptedDatabase.query(server.ours(), WORDS + statement.sql());
        } catch (UnsupportedStatementException serversOwn) {
            // What lost its first word may be MariaDB's EXPLAIN of a table called so.
            assertThat(statement.kind()).as(about).isEqualTo(HuntStatement.Kind.TORN);
            assertThat(sent(server)).as(about).isEmpty();
            return "refused";
        }
        if (statement.kind() == HuntStatement.Kind.SUPPORTED) {
            assertThat(rows).as(about).noneMatch(row -> Canaries.in(row).isPresent());
        }
        String outcome = rows.get(0).split("\\|", -1)[3];
        assertThat(sent(server)).as(about).isEmpty();
        String refusal = refusal(server, statement);
        assertThat(sent(server)).as(about).isEmpty();
        if (refusal == null) {
            assertThat(outcome).as(about).isNotEqualTo("refused");
        } else {
            assertThat(rows).as(about).hasSize(1);
            assertThat(rows.get(0)).as(about).endsWith("|" + refusal);
        }
        return outcome;
    }

    /** To prepare a statement sends nothing; H2, which is in this process, reads it then, and may have its own errors. */
    private static @Nullable String refusal(HuntServer server, HuntStatement statement) throws SQLException {
        try {
            server.ours()
                    .prepareStatement(" ".repeat(WORDS.length()) + statement.sql())
                    .close();
            return null;
        } catch (SQLException refused) {
            if (refused instanceof JdbcException) {
                server.newLog();
                return null;
            }
            return refused.getSQLState() + ": " + refused.getMessage();
        }
    }

    /**
     * What the server has got since it was last looked at; what it does by itself is left out, and what H2's driver notes of an
     * escape that it does not know.
     */
    private static String sent(HuntServer server) throws SQLException {
        return server.newLog()
                .replaceAll("(?s) jdbc\\[\\d+\\]: exception\n.*?\n(\tat [^\n]*\n?)+", "")
                .lines()
                .filter(line -> !line.startsWith("LOG:  checkpoint "))
                .collect(Collectors.joining("\n"));
    }
}
