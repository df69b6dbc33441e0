package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The JDBC workloads, over any driver. Every operation prepares its statement anew, as an application with a connection
 * pool does; the driver beneath keeps prepared statements if it wants.
 */
public final class JdbcWorkload implements Workload {

    /** Rows in one operation of {@code jdbc.batch-insert}. */
    public static final int BATCH_ROWS = 100;

    /** Rows that one operation of {@code jdbc.scan} reads. */
    public static final int SCAN_ROWS = 1000;

    private static final int TABLE_ROWS = 5000;

    /** Made once, so that making up values is not measured; a power of two. */
    private static final int CUSTOMERS = 512;

    private static final String INSERT_REGION = "insert into regions (id, name, area) values (?, ?, ?)";
    private static final String SELECT_REGION = "select name, area from regions where id = ?";
    private static final String SELECT_BY_ID =
            "select id, name, address, phone, balance, nation, segment, remark from customers where id = ?";
    private static final String SCAN = "select name, address, phone, balance from customers";
    private static final String UPDATE = "update customers set phone = ? where id = ?";

    private static final Map<String, Step> STEPS = new TreeMap<>(Map.of(
            "jdbc.pass-through", JdbcWorkload::selectRegion,
            "jdbc.insert", JdbcWorkload::insert,
            "jdbc.batch-insert", JdbcWorkload::insertBatch,
            "jdbc.select-by-id", JdbcWorkload::selectById,
            "jdbc.scan", JdbcWorkload::scan,
            "jdbc.update", JdbcWorkload::update));

    private final JdbcSession session;
    private final Connection connection;
    private final SplittableRandom random;
    private final Step step;
    private final int rows;
    private final Customer[] customers = new Customer[CUSTOMERS];
    private long nextId = 1;

    private JdbcWorkload(String name, JdbcSession session, Parameters parameters) throws SQLException {
        this.session = session;
        this.step = step(name);
        this.random = new SplittableRandom(parameters.seed());
        this.rows = parameters.integer("rows", name.equals("jdbc.scan") ? SCAN_ROWS : TABLE_ROWS);
        for (int i = 0; i < CUSTOMERS; i++) {
            customers[i] = Customer.random(random);
        }
        this.connection = session.connect();
    }

    public static Set<String> names() {
        return STEPS.keySet();
    }

    /** Creates and fills the tables in the session's database, which must be empty. */
    public static Workload open(String name, JdbcSession session, Parameters parameters) throws SQLException {
        JdbcWorkload workload = new JdbcWorkload(name, session, parameters);
        workload.createTables();
        workload.fill();
        return workload;
    }

    @Override
    public long run(long operations) throws SQLException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            sum += step.perform(this);
        }
        return sum;
    }

    @Override
    public void close() throws Exception {
        connection.close();
        session.close();
    }

    private void createTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Customer.table(session.protectedColumnClause()));
            statement.execute("create table regions (id integer primary key, name varchar(25), area decimal(12, 2))");
        }
    }

    private void fill() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_REGION)) {
            for (int id = 0; id < TABLE_ROWS; id++) {
                insert.setInt(1, id);
                insert.setString(2, "region " + id);
                insert.setBigDecimal(3, java.math.BigDecimal.valueOf(id, 2));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        for (int filled = 0; filled < rows; filled += BATCH_ROWS) {
            insertBatch();
        }
    }

    private long selectRegion() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_REGION)) {
            select.setInt(1, random.nextInt(TABLE_ROWS));
            try (ResultSet region = select.executeQuery()) {
                requireRow(region.next());
                return (long) region.getString(1).length()
                        + region.getBigDecimal(2).scale();
            }
        }
    }

    private long insert() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Customer.INSERT)) {
            bindNext(insert);
            return insert.executeUpdate();
        }
    }

    private long insertBatch() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Customer.INSERT)) {
            for (int row = 0; row < BATCH_ROWS; row++) {
                bindNext(insert);
                insert.addBatch();
            }
            return insert.executeBatch().length;
        }
    }

    private long selectById() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_BY_ID)) {
            select.setLong(1, existingId());
            try (ResultSet customer = select.executeQuery()) {
                requireRow(customer.next());
                return customer.getLong(1)
                        + customer.getString(2).length()
                        + customer.getString(3).length()
                        + customer.getString(4).length()
                        + customer.getBigDecimal(5).scale()
                        + customer.getInt(6)
                        + customer.getString(7).length()
                        + customer.getString(8).length();
            }
        }
    }

    private long scan() throws SQLException {
        long sum = 0;
        int seen = 0;
        try (PreparedStatement select = connection.prepareStatement(SCAN);
                ResultSet customers = select.executeQuery()) {
            while (customers.next()) {
                seen++;
                sum += customers.getString(1).length()
                        + customers.getString(2).length()
                        + customers.getString(3).length()
                        + customers.getBigDecimal(4).scale();
            }
        }
        requireRow(seen == rows);
        return sum;
    }

    private long update() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setString(1, customers[random.nextInt(CUSTOMERS)].phone());
            update.setLong(2, existingId());
            int updated = update.executeUpdate();
            requireRow(updated == 1);
            return updated;
        }
    }

    private void bindNext(PreparedStatement insert) throws SQLException {
        long id = nextId++;
        customers[(int) id & (CUSTOMERS - 1)].bind(id, insert);
    }

    private long existingId() {
        return random.nextLong(1, rows + 1L);
    }

    private static Step step(String name) {
        Step step = STEPS.get(name);
        if (step == null) {
            throw new IllegalArgumentException("no JDBC workload '" + name + "', only " + STEPS.keySet());
        }
        return step;
    }

    private static void requireRow(boolean found) throws SQLException {
        if (!found) {
            throw new SQLException("the workload's own rows are not there");
        }
    }

    /** One operation. */
    private interface Step {
        long perform(JdbcWorkload workload) throws SQLException;
    }
}
