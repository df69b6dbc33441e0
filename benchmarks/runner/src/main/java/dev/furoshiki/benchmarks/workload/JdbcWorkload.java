package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The JDBC workloads, over any driver. Every operation prepares its statement anew, as an application with a connection
 * pool does; the driver beneath keeps prepared statements if it wants.
 */
public final class JdbcWorkload implements Workload {

    /** Rows in one operation of {@code batch-insert}. */
    public static final int BATCH_ROWS = 100;

    /** Rows that one operation of {@code scan} reads. */
    public static final int SCAN_ROWS = 1000;

    private static final int TABLE_ROWS = 5000;

    /**
     * When inserts empty their table. Without, whoever inserts fastest has the largest table and index to insert into, and in
     * memory the fullest heap.
     */
    private static final int MOST_ROWS = 100_000;

    /** Made once, so that making up values is not measured; a power of two. */
    private static final int CUSTOMERS = 512;

    private static final String INSERT_REGION = "insert into regions (id, name, area) values (?, ?, ?)";
    private static final String SELECT_REGION = "select name, area from regions where id = ?";
    static final String SELECT_BY_ID = "select " + CustomerTable.COLUMNS + " from customers where id = ?";
    private static final String SCAN = "select name, address, phone, balance from customers";
    private static final String EMPTY = "truncate table customers";
    private static final String UPDATE = "update customers set phone = ? where id = ?";

    /** How many customers are looked at before anything is measured. */
    private static final int CHECKED = 16;

    private static final Map<String, Step> STEPS = new TreeMap<>(Map.of(
            "pass-through", JdbcWorkload::selectRegion,
            "insert", JdbcWorkload::insert,
            "batch-insert", JdbcWorkload::insertBatch,
            "select-by-id", JdbcWorkload::selectById,
            "select-by-name", JdbcWorkload::selectByName,
            "scan", JdbcWorkload::scan,
            "update", JdbcWorkload::update));

    private final JdbcSession session;
    private final Connection connection;
    private final SplittableRandom random;
    private final CustomerTable table;
    private final Step step;
    private final int rows;
    private final Customer[] customers = new Customer[CUSTOMERS];
    private final String[] names;
    private long nextId = 1;
    private long fullAfter = MOST_ROWS;

    private JdbcWorkload(String name, JdbcSession session, Parameters parameters) throws SQLException {
        this.session = session;
        this.table = session.customers();
        this.step = step(name);
        this.random = new SplittableRandom(parameters.seed());
        this.rows = parameters.integer("rows", name.equals("scan") ? SCAN_ROWS : TABLE_ROWS);
        this.names = new String[rows + 1];
        for (int id = 1; id <= rows; id++) {
            names[id] = Customer.nameOf(id);
        }
        for (int i = 0; i < CUSTOMERS; i++) {
            customers[i] = Customer.random(random);
        }
        this.connection = session.connect();
    }

    /** What is measured, whatever the database. */
    static Set<String> steps() {
        return STEPS.keySet();
    }

    /**
     * Creates and fills the tables in the session's database, which must be empty, and looks at what is stored now.
     *
     * @param name such as {@code jdbc.insert}
     * @throws SQLException also when that is not what was written, or can be read by whom it should not be
     */
    public static Workload open(String name, JdbcSession session, Parameters parameters) throws Exception {
        return filled(JdbcDatabase.of(name).step(name), session, parameters);
    }

    /** A workload over tables that were created and filled. */
    static JdbcWorkload filled(String step, JdbcSession session, Parameters parameters) throws Exception {
        try {
            createTables(session);
            JdbcWorkload workload = new JdbcWorkload(step, session, parameters);
            workload.fill();
            workload.check();
            return workload;
        } catch (Exception | Error failure) {
            session.close();
            throw failure;
        }
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

    private static void createTables(JdbcSession session) throws SQLException {
        try (Connection connection = session.connectToDefine();
                Statement statement = connection.createStatement()) {
            for (String sql : session.customers().definition()) {
                statement.execute(sql);
            }
            statement.execute("create table regions (id integer primary key, name varchar(25), area decimal(12, 2))");
        }
    }

    private void fill() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_REGION)) {
            for (int id = 0; id < rows; id++) {
                insert.setInt(1, id);
                insert.setString(2, "region " + id);
                insert.setBigDecimal(3, BigDecimal.valueOf(id, 2));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        for (int filled = 0; filled < rows; filled += BATCH_ROWS) {
            insertBatch();
        }
    }

    private void check() throws SQLException {
        StoredCustomers stored = new StoredCustomers(table);
        Optional<Connection> administrator = session.connectAsAdministrator();
        try {
            for (int id = 1; id <= Math.min(rows, CHECKED); id++) {
                stored.requireReadable(connection, id, customer(id));
                if (administrator.isPresent()) {
                    stored.requireProtected(administrator.get(), id, customer(id));
                }
            }
        } finally {
            if (administrator.isPresent()) {
                administrator.get().close();
            }
        }
    }

    private long selectRegion() throws SQLException {
        return selectRegion(connection, random.nextInt(rows));
    }

    /** One operation of {@code pass-through}. */
    static long selectRegion(Connection connection, int id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_REGION)) {
            select.setInt(1, id);
            try (ResultSet region = select.executeQuery()) {
                requireRow(region.next());
                return (long) region.getString(1).length()
                        + region.getBigDecimal(2).scale();
            }
        }
    }

    private long insert() throws SQLException {
        emptyWhenFull();
        try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
            bindNext(insert);
            return insert.executeUpdate();
        }
    }

    private long insertBatch() throws SQLException {
        emptyWhenFull();
        try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
            for (int row = 0; row < BATCH_ROWS; row++) {
                bindNext(insert);
                insert.addBatch();
            }
            return insert.executeBatch().length;
        }
    }

    private void emptyWhenFull() throws SQLException {
        if (nextId > fullAfter) {
            fullAfter = nextId + MOST_ROWS;
            try (Statement statement = connection.createStatement()) {
                statement.execute(EMPTY);
            }
        }
    }

    private long selectById() throws SQLException {
        return selectById(connection, table, existingId());
    }

    /** One operation of {@code select-by-id}. */
    static long selectById(Connection connection, CustomerTable table, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_BY_ID)) {
            select.setLong(1, id);
            return readOne(table, select);
        }
    }

    private long selectByName() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(table.selectByName())) {
            table.bindName(select, names[random.nextInt(1, rows + 1)]);
            return readOne(table, select);
        }
    }

    private static long readOne(CustomerTable table, PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            requireRow(row.next());
            return row.getLong(1)
                    + table.text(row, 2, ProtectedColumn.NAME).length()
                    + table.text(row, 3, ProtectedColumn.ADDRESS).length()
                    + table.text(row, 4, ProtectedColumn.PHONE).length()
                    + table.balance(row, 5).scale()
                    + row.getInt(6)
                    + row.getString(7).length()
                    + row.getString(8).length();
        }
    }

    private long scan() throws SQLException {
        long sum = 0;
        int seen = 0;
        try (PreparedStatement select = connection.prepareStatement(SCAN);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                seen++;
                sum += table.text(row, 1, ProtectedColumn.NAME).length()
                        + table.text(row, 2, ProtectedColumn.ADDRESS).length()
                        + table.text(row, 3, ProtectedColumn.PHONE).length()
                        + table.balance(row, 4).scale();
            }
        }
        requireRow(seen == rows);
        return sum;
    }

    private long update() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            table.setText(update, 1, ProtectedColumn.PHONE, customers[random.nextInt(CUSTOMERS)].phone());
            update.setLong(2, existingId());
            int updated = update.executeUpdate();
            requireRow(updated == 1);
            return updated;
        }
    }

    private void bindNext(PreparedStatement insert) throws SQLException {
        long id = nextId++;
        table.bind(insert, id, customer(id));
    }

    private Customer customer(long id) {
        return customers[(int) id & (CUSTOMERS - 1)].named(Customer.nameOf(id));
    }

    private long existingId() {
        return random.nextLong(1, rows + 1L);
    }

    private static Step step(String name) {
        Step step = STEPS.get(name);
        if (step == null) {
            throw new IllegalArgumentException("no step '" + name + "', only " + STEPS.keySet());
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
