package dev.furoshiki.jdbc.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is rehearsed is understood on every server, and goes the whole way that a statement over an encrypted table goes. */
class RehearsalTest {

    @ParameterizedTest
    @EnumSource
    void everyStatementIsRewritten(TestServer server) throws Exception {
        LocalDatabase database = server.newDatabase();
        try (Connection plain = database.connect()) {
            List<StatementPlan> plans = Rehearsal.of(ServerSession.of(plain).syntax());
            assertThat(plans).hasSize(3).hasOnlyElementsOfType(StatementPlan.Rewritten.class);
        }
    }
}
