package dev.furoshiki.jdbc;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.CatalogLease;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections that encrypt, over a {@code jdbc:furoshiki:} URL or over another data source of plain PostgreSQL connections,
 * such as a pool.
 *
 * <pre>{@code
 * DataKeys keys = DataKeys.open("embedded:/var/lib/app/keys?passphraseFile=/run/secrets/keys");
 * FuroshikiDataSource people =
 *         FuroshikiDataSource.builder().over(pool).keys(keys).build();
 * }</pre>
 *
 * <p>Thread-safe. Keys that are given as {@link DataKeys} are shared with whoever else has them, and stay the caller's; keys
 * that are named by {@link DriverProperty#KEYS} are opened with the first connection. {@link #close()} lets go of them, but
 * connections that are still open keep them until they are closed.
 */
public final class FuroshikiDataSource implements DataSource, AutoCloseable {

    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    /** Where plain connections come from. */
    interface PlainConnections {

        Connection connect() throws SQLException;

        Connection connect(String user, String password) throws SQLException;
    }

    private final PlainConnections plainConnections;
    private final @Nullable DataSource delegate;
    private final PropertyValues own;
    private final @Nullable DataKeys keys;
    private final Object databaseKey;
    private final AtomicReference<SharedResources<Object, OpenDatabase>.@Nullable Lease> held = new AtomicReference<>();
    private volatile boolean closed;

    private FuroshikiDataSource(
            PlainConnections plainConnections,
            @Nullable DataSource delegate,
            PropertyValues own,
            @Nullable DataKeys keys,
            Object databaseKey) {
        this.plainConnections = plainConnections;
        this.delegate = delegate;
        this.own = own;
        this.keys = keys;
        this.databaseKey = databaseKey;
    }

    /** Nothing chosen yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@inheritDoc} Throws what {@link FuroshikiDriver#connect} throws. */
    @Override
    public Connection getConnection() throws SQLException {
        requireOpen();
        return open(plainConnections::connect);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        requireOpen();
        return open(() -> plainConnections.connect(username, password));
    }

    private Connection open(CatalogLease.Connections connections) throws SQLException {
        Connection plain = connections.open();
        return ConnectionOpening.open(plain, () -> {
            SharedResources<Object, OpenDatabase>.Lease lease = acquire(plain, connections);
            hold(plain, connections);
            return lease;
        });
    }

    private SharedResources<Object, OpenDatabase>.Lease acquire(Connection plain, CatalogLease.Connections connections)
            throws SQLException {
        DataKeys given = keys;
        OpenDatabase.Renewals renewals = new OpenDatabase.Renewals(connections, delegate == null);
        return given == null
                ? OpenDatabase.acquire(databaseKey, plain, own, renewals)
                : OpenDatabase.acquire(databaseKey, plain, own, renewals, given);
    }

    /** So that keys and catalogue stay open as long as this data source does. */
    private void hold(Connection plain, CatalogLease.Connections connections) throws SQLException {
        if (held.get() != null) {
            return;
        }
        SharedResources<Object, OpenDatabase>.Lease mine = acquire(plain, connections);
        if (closed || !held.compareAndSet(null, mine)) {
            mine.release();
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException("the data source was closed", CONNECTION_DOES_NOT_EXIST);
        }
    }

    /** Hands out no more connections, and lets go of keys and catalogue. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        SharedResources<Object, OpenDatabase>.Lease lease = held.getAndSet(null);
        if (lease != null) {
            lease.releaseAtOnce();
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        DataSource source = delegate;
        return source == null ? null : source.getLogWriter();
    }

    /** Goes to the data source beneath; over a URL nothing is ever written to it. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        DataSource source = delegate;
        if (source != null) {
            source.setLogWriter(out);
        }
    }

    /** Goes to the data source beneath; over a URL, set PostgreSQL's {@code loginTimeout} in it. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        DataSource source = delegate;
        if (source == null) {
            throw new DriverPropertyException("over a URL, set loginTimeout in the URL or the properties");
        }
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        DataSource source = delegate;
        return source == null ? 0 : source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return FuroshikiDriver.parentLogger();
    }

    /** Never the data source beneath, whose connections do not encrypt. */
    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        if (iface.isInstance(this)) {
            return iface.cast(this);
        }
        throw new SQLException("this is no " + iface.getName() + ", and what is beneath it does not encrypt");
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }

    @Override
    public String toString() {
        return "FuroshikiDataSource over " + (delegate == null ? databaseKey : "a data source");
    }

    /** Chooses what the connections are made of. Not thread-safe. */
    public static final class Builder {

        private @Nullable String url;
        private @Nullable DataSource delegate;
        private @Nullable DataKeys keys;
        private final Properties properties = new Properties();

        private Builder() {}

        /** A {@code jdbc:furoshiki:} URL. */
        public Builder url(String furoshikiUrl) {
            url = furoshikiUrl;
            return this;
        }

        /** Where plain connections come from, instead of a URL. */
        public Builder over(DataSource plain) {
            delegate = plain;
            return this;
        }

        /** Keys that the application opened and closes, instead of {@link DriverProperty#KEYS}. */
        public Builder keys(DataKeys opened) {
            keys = opened;
            return this;
        }

        /** One of ours. */
        public Builder property(DriverProperty property, String value) {
            return property(property.key(), value);
        }

        /** One of ours or, with a URL, of PostgreSQL's driver, such as {@code user} and {@code password}. */
        public Builder property(String name, String value) {
            properties.setProperty(name, value);
            return this;
        }

        /**
         * The data source that was described.
         *
         * @throws DriverPropertyException when what was chosen is contradictory, incomplete or unknown
         */
        public FuroshikiDataSource build() throws SQLException {
            String address = url;
            DataSource plain = delegate;
            if ((address == null) == (plain == null)) {
                throw new DriverPropertyException(
                        "a data source is built over a URL or over another data source:" + " give one of them");
            }
            return plain == null ? overUrl(String.valueOf(address)) : over(plain, ownProperties());
        }

        private PropertyValues ownProperties() throws DriverPropertyException {
            PropertyValues own = new PropertyValues();
            for (String name : properties.stringPropertyNames()) {
                if (!name.startsWith(DriverProperty.PREFIX)) {
                    throw new DriverPropertyException("the property " + name + " is for PostgreSQL's driver; set it at"
                            + " the data source beneath");
                }
                own.put(name, properties.getProperty(name));
            }
            return checked(own);
        }

        private PropertyValues checked(PropertyValues own) throws DriverPropertyException {
            if (keys == null) {
                own.keys();
            } else if (own.get(DriverProperty.KEYS).isPresent()) {
                throw new DriverPropertyException("keys are given twice: as DataKeys and as furoshiki.keys");
            }
            own.catalogOptions();
            own.catalogMaxAge();
            return own;
        }

        private FuroshikiDataSource overUrl(String address) throws SQLException {
            if (!ConnectionRequest.isOurs(address)) {
                throw new DriverPropertyException("the URL does not begin with " + ConnectionRequest.PREFIX);
            }
            ConnectionRequest request = ConnectionRequest.parse(address, properties);
            PropertyValues own = checked(request.own());
            Object databaseKey = keys == null ? request.databaseKey() : new Object();
            return new FuroshikiDataSource(new OverUrl(request), null, own, keys, databaseKey);
        }

        private FuroshikiDataSource over(DataSource plain, PropertyValues own) {
            return new FuroshikiDataSource(new OverDataSource(plain), plain, own, keys, new Object());
        }
    }

    private record OverUrl(ConnectionRequest request) implements PlainConnections {

        @Override
        public Connection connect() throws SQLException {
            return FuroshikiDriver.connectPlain(request);
        }

        @Override
        public Connection connect(String user, String password) throws SQLException {
            Properties properties = (Properties) request.delegateProperties().clone();
            properties.setProperty("user", user);
            properties.setProperty("password", password);
            return FuroshikiDriver.connectPlain(
                    new ConnectionRequest(request.delegateUrl(), properties, request.own()));
        }
    }

    private record OverDataSource(DataSource plain) implements PlainConnections {

        @Override
        public Connection connect() throws SQLException {
            return plain.getConnection();
        }

        @Override
        public Connection connect(String user, String password) throws SQLException {
            return plain.getConnection(user, password);
        }
    }
}
