package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Tests over a {@link Company} of their own, in which no plaintext may be found when they end. */
abstract class OverCompany {

    private @Nullable Company opened;

    final void open(TestServer server) throws SQLException {
        opened = new Company(server);
    }

    /** After whatever a test's class closes itself. */
    @AfterEach
    final void closeCompany() throws SQLException {
        if (opened != null) {
            opened.requireNoPlaintext();
            opened.close();
        }
    }

    final Company company() {
        return Objects.requireNonNull(opened);
    }

    final Twins twins() {
        return company().twins();
    }

    /** A connection through the driver. */
    Connection ours() {
        return twins().ours();
    }

    final void refused(String sql, String reason) {
        assertThatThrownBy(() -> Company.outcome(ours(), sql))
                .as(sql)
                .isInstanceOf(UnsupportedStatementException.class)
                .message()
                .containsIgnoringCase(reason)
                .doesNotContain(Company.CANARY);
    }
}
