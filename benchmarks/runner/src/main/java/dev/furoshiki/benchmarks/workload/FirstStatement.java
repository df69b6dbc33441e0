package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * What a fresh process waits for: a connection is opened, and one statement executed. Meant to be run once.
 *
 * <p>The tables, and the keys that they were filled under, come from another process, so that this one has loaded no class
 * of the subject's before. That other one opens the same workload with the parameter {@link Parameters#PREPARE}.
 */
public final class FirstStatement implements Workload {

    private static final String PASS_THROUGH = "start.pass-through";
    private static final String SELECT_BY_ID = "start.select-by-id";

    private final boolean passThrough;
    private final JdbcSession session;

    private FirstStatement(boolean passThrough, JdbcSession session) {
        this.passThrough = passThrough;
        this.session = session;
    }

    public static Set<String> names() {
        return Set.of(PASS_THROUGH, SELECT_BY_ID);
    }

    /**
     * Prepares the tables, or nothing at all.
     *
     * @param session which does nothing before it is asked to connect
     */
    public static Workload open(String name, JdbcSession session, Parameters parameters) throws Exception {
        if (parameters.isToPrepare()) {
            return JdbcWorkload.filled("select-by-id", session, parameters);
        }
        return new FirstStatement(name.equals(PASS_THROUGH), session);
    }

    @Override
    public long run(long operations) throws SQLException {
        try (Connection connection = session.connect()) {
            return passThrough
                    ? JdbcWorkload.selectRegion(connection, 1)
                    : JdbcWorkload.selectById(connection, session.customers(), 1);
        }
    }

    @Override
    public void close() throws Exception {
        session.close();
    }
}
