package dev.furoshiki.jdbc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.fuzz.FuzzTables.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Random statements: ours does what the plain twin does, fails as it does, or refuses, and what was refused has left nothing
 * behind. What has to be carried out is not refused. No plaintext of an encrypted column is in the table or in the server's
 * log. Larger with {@code -Dfuroshiki.soak=true}.
 */
class FuzzTest {

    private static final int STATEMENTS = Boolean.getBoolean("furoshiki.soak") ? 2_000 : 60;

    /** Refused by the analysis: cannot be carried out, cannot be parsed, no such column. */
    private static final Set<String> REFUSALS = Set.of("0A000", "42601", "42703");

    private static final Map<String, Integer> COUNTS = new TreeMap<>();
    private static @Nullable FuzzTables tables;

    @BeforeContainer
    static void open() throws SQLException {
        tables = new FuzzTables();
    }

    @AfterContainer
    static void close() throws SQLException {
        System.out.println("fuzz: " + COUNTS);
        try (FuzzTables all = tables()) {
            List<String> found = all.log()
                    .lines()
                    .filter(line -> line.contains(FuzzColumn.CANARY) || line.contains(FuzzColumn.CANARY_NUMBER))
                    .limit(3)
                    .toList();
            assertThat(found).as("the server's log").isEmpty();
        }
        assertThat(COUNTS.keySet()).contains("same rows", "same count", "same failure", "refused");
    }

    private static FuzzTables tables() {
        return Objects.requireNonNull(tables);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void doesWhatThePlainTwinDoesOrRefuses(@ForAll long seed) throws SQLException {
        Random random = new Random(seed);
        tables().fill(rows(random));
        for (int i = 0; i < STATEMENTS; i++) {
            FuzzStatement statement = FuzzGrammar.draw(random);
            String outcome = run(statement);
            COUNTS.merge(outcome, 1, Integer::sum);
        }
    }

    private static List<FuzzStatement> rows(Random random) {
        List<FuzzStatement> inserts = new ArrayList<>();
        for (int id = 1; id <= 6; id++) {
            List<FuzzColumn.Parameter> values = new ArrayList<>();
            for (FuzzColumn column : FuzzColumn.values()) {
                values.add(
                        column == FuzzColumn.ID
                                ? new FuzzColumn.Parameter(id, java.sql.Types.INTEGER)
                                : column.parameter(random));
            }
            inserts.add(FuzzStatement.of("INSERT INTO fuzz VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values));
        }
        return inserts;
    }

    private static String run(FuzzStatement statement) throws SQLException {
        Outcome ours = tables().onOurs(statement);
        if (ours.failure() != null && REFUSALS.contains(ours.failure()) && isOurWord(ours)) {
            assertThat(statement.supported()).as(statement + ": " + ours).isFalse();
            assertThat(ours.result().get(0)).doesNotContain(FuzzColumn.CANARY, FuzzColumn.CANARY_NUMBER);
            tables().requireUnchanged(statement);
            return "refused";
        }
        if (ours.failure() == null && ours.result().get(0).startsWith("[QUERY PLAN")) {
            // Another plan, since other columns are compared.
            return "explained";
        }
        Outcome plain = tables().onPlain(statement);
        boolean bothFail = ours.failure() != null && plain.failure() != null;
        if (bothFail) {
            if (!statement.torn()) {
                assertThat(errorClass(ours)).as(statement + ": " + ours + plain).isEqualTo(errorClass(plain));
            }
            tables().requireUnchanged(statement);
            return "same failure";
        }
        if (statement.choosesRows()) {
            assertThat(ours.shape()).as(statement.toString()).isEqualTo(plain.shape());
        } else {
            assertThat(ours).as(statement.toString()).isEqualTo(plain);
        }
        if (ours.result().get(0).startsWith("count")) {
            tables().requireSame(statement);
            return "same count";
        }
        // A statement that writes may give rows, too.
        tables().requireSame(statement);
        return "same rows";
    }

    /** The server's own errors begin with this. */
    private static boolean isOurWord(Outcome ours) {
        return !ours.result().get(0).startsWith("ERROR");
    }

    private static String errorClass(Outcome outcome) {
        return String.valueOf(outcome.failure()).substring(0, 2);
    }
}
