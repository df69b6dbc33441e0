package dev.furoshiki.jdbc.frameworks.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.SQLException;

/** What an application tells HikariCP that goes on after a refusal: nothing was sent, so that the connection is sound. */
public final class KeptAfterRefusals implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException thrown) {
        return thrown instanceof UnsupportedStatementException ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
