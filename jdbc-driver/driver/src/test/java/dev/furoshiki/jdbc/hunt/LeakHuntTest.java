package dev.furoshiki.jdbc.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/**
 * No statement leaks, none is misunderstood, and none of those that have to be carried out is refused. A thousand statements for
 * each database; ten thousand with {@code -Psoak}. What was found is found again with the seed that is printed:
 * {@code -Dfuroshiki.hunt.seed=...}.
 */
class LeakHuntTest {

    private static final int ROUNDS =
            Integer.getInteger("furoshiki.hunt.rounds", Boolean.getBoolean("furoshiki.soak") ? 200 : 20);
    private static final long SEED = Long.getLong("furoshiki.hunt.seed", System.nanoTime() % 1_000_000_000L);

    @Test
    void postgresql() throws SQLException {
        try (HuntServer server = new PostgresHunt()) {
            hunt(server);
        }
    }

    private static void hunt(HuntServer server) throws SQLException {
        LeakHunt hunt = new LeakHunt(server);
        System.out.println("leak hunt: -Dfuroshiki.hunt.seed=" + SEED);
        for (int i = 0; i < ROUNDS; i++) {
            hunt.round(SEED + i);
        }
        System.out.println("leak hunt: " + hunt.counts());
        hunt.reasons().forEach((reason, count) -> System.out.println("leak hunt: " + count + " refused: " + reason));
        assertThat(hunt.findings()).isEmpty();
        assertThat(hunt.counts().keySet())
                .contains("SUPPORTED same rows", "SUPPORTED same counts", "WILD refused", "TORN refused");
    }
}
