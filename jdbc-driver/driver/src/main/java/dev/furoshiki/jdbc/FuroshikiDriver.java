package dev.furoshiki.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The driver of {@code jdbc:furoshiki:postgresql://…} URLs, and those of MariaDB, MySQL and H2: what the database's own driver would connect to, with annotated columns
 * encrypted before they leave the process. Found through {@link java.util.ServiceLoader}; thread-safe.
 *
 * <p>What statements it carries out is in docs/jdbc.md; what it refuses is an {@link java.sql.SQLException} that says why.
 * Connections are for one thread at a time, as JDBC's are. Connections of the same key service, URL and properties share keys and catalogue, which stay open for {@value
 * OpenDatabase#IDLE_SECONDS} seconds after the last of them was closed; {@link FuroshikiDataSource} can be closed at once.
 *
 * @see DriverProperty
 */
public final class FuroshikiDriver implements Driver {

    static final int MAJOR_VERSION = 0;
    static final int MINOR_VERSION = 1;

    private static final String PARENT_LOGGER = "dev.furoshiki.jdbc";

    static {
        try {
            DriverManager.registerDriver(new FuroshikiDriver());
        } catch (SQLException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    /** For {@link java.util.ServiceLoader}. */
    public FuroshikiDriver() {}

    @Override
    public boolean acceptsURL(@Nullable String url) {
        return url != null && ConnectionRequest.isOurs(url);
    }

    /**
     * Connects.
     *
     * @return null for a URL of another driver
     * @throws DriverPropertyException when URL or properties cannot be carried out
     * @throws dev.furoshiki.jdbc.catalog.CatalogException when the database's catalogue is missing or cannot be trusted, or
     *     the key service refuses
     */
    @Override
    public @Nullable Connection connect(@Nullable String url, @Nullable Properties info) throws SQLException {
        if (url == null || !ConnectionRequest.isOurs(url)) {
            return null;
        }
        return connect(ConnectionRequest.parse(url, info == null ? new Properties() : info));
    }

    private static Connection connect(ConnectionRequest request) throws SQLException {
        request.own().keys();
        Connection plain = connectPlain(request);
        OpenDatabase.Renewals renewals = new OpenDatabase.Renewals(() -> connectPlain(request), true);
        return ConnectionOpening.open(
                plain, () -> OpenDatabase.acquire(request.databaseKey(), plain, request.own(), renewals));
    }

    static Connection connectPlain(ConnectionRequest request) throws SQLException {
        Connection plain = delegate(request).connect(request.delegateUrl(), request.delegateProperties());
        if (plain == null) {
            throw noDelegate(null);
        }
        return plain;
    }

    private static Driver delegate(ConnectionRequest request) throws SQLException {
        try {
            return DriverManager.getDriver(request.delegateUrl());
        } catch (SQLException none) {
            throw noDelegate(none);
        }
    }

    private static DriverPropertyException noDelegate(@Nullable SQLException cause) {
        return new DriverPropertyException(
                "no driver on the class path takes the URL that follows " + ConnectionRequest.PREFIX
                        + "; add org.postgresql:postgresql, org.mariadb.jdbc:mariadb-java-client,"
                        + " com.mysql:mysql-connector-j or com.h2database:h2, and check that the URL has the form"
                        + " jdbc:furoshiki:postgresql://host:port/database",
                cause);
    }

    /** Ours first, with what is known of them, then those of PostgreSQL's driver. */
    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return new DriverPropertyInfo[0];
        }
        ConnectionRequest request = ConnectionRequest.parse(url, info == null ? new Properties() : info);
        Map<DriverProperty, String> values = request.own().asMap();
        List<DriverPropertyInfo> all = new ArrayList<>();
        for (DriverProperty property : DriverProperty.values()) {
            all.add(property.info(values));
        }
        all.addAll(
                Arrays.asList(delegate(request).getPropertyInfo(request.delegateUrl(), request.delegateProperties())));
        return all.toArray(DriverPropertyInfo[]::new);
    }

    @Override
    public int getMajorVersion() {
        return MAJOR_VERSION;
    }

    @Override
    public int getMinorVersion() {
        return MINOR_VERSION;
    }

    /** Not all of SQL-92 is supported over encrypted columns. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return parentLogger();
    }

    /** JDBC asks for one; nothing is ever written to it. */
    static Logger parentLogger() {
        return Logger.getLogger(PARENT_LOGGER);
    }
}
