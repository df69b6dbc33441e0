package dev.furoshiki.jdbc;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogLease;
import dev.furoshiki.jdbc.catalog.CatalogStore;
import dev.furoshiki.jdbc.wrap.DatabaseEncryption;
import dev.furoshiki.key.KmsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * What the connections of this process to one database share, and the process-wide register of it. Thread-safe.
 *
 * <p>Keys are shared by key service, catalogues by database and properties. Both stay open for {@value #IDLE_SECONDS} seconds
 * after their last connection was closed, so that an application without a pool does not unlock its key store for every
 * connection; what is cached meanwhile is bounded by the key cache's own age and size.
 */
final class OpenDatabase implements AutoCloseable {

    static final int IDLE_SECONDS = 60;

    /** What makes two databases the same. */
    record Key(String url, Map<DriverProperty, String> own) {

        @Override
        public String toString() {
            return url;
        }
    }

    private static final SharedResources<String, DataKeys> KEYS = new SharedResources<>(Duration.ZERO);
    private static final SharedResources<Object, OpenDatabase> DATABASES =
            new SharedResources<>(Duration.ofSeconds(IDLE_SECONDS));

    /**
     * Where the catalogue is renewed.
     *
     * @param kept whether a connection is kept from one renewal to the next, or is given back to a pool
     */
    record Renewals(CatalogLease.Connections connections, boolean kept) {}

    private final DatabaseEncryption encryption;
    private final CatalogLease lease;
    private final Runnable onClose;

    private OpenDatabase(DatabaseEncryption encryption, CatalogLease lease, Runnable onClose) {
        this.encryption = encryption;
        this.lease = lease;
        this.onClose = onClose;
    }

    DatabaseEncryption encryption() {
        return encryption;
    }

    /**
     * The database behind a connection, opened with it if nobody has yet.
     *
     * @param key equal for the same database with the same properties
     */
    static SharedResources<Object, OpenDatabase>.Lease acquire(
            Object key, Connection plain, PropertyValues own, Renewals renewals) throws SQLException {
        return DATABASES.acquire(key, () -> {
            String uri = own.keys();
            SharedResources<String, DataKeys>.Lease keys = KEYS.acquire(uri, () -> openKeys(uri));
            try {
                return open(plain, keys.value(), own, renewals, keys::release);
            } catch (SQLException | RuntimeException failure) {
                keys.release();
                throw failure;
            }
        });
    }

    /** The same with keys that the application opened, and closes. */
    static SharedResources<Object, OpenDatabase>.Lease acquire(
            Object key, Connection plain, PropertyValues own, Renewals renewals, DataKeys keys) throws SQLException {
        return DATABASES.acquire(key, () -> open(plain, keys, own, renewals, () -> {}));
    }

    private static DataKeys openKeys(String uri) throws SQLException {
        try {
            return DataKeys.open(uri);
        } catch (KmsException refused) {
            throw new KeyUnavailableException("furoshiki.keys: " + refused.getMessage(), refused);
        }
    }

    /** The catalogue is read in auto-commit mode, whatever a pool hands out. */
    private static OpenDatabase open(
            Connection plain, DataKeys keys, PropertyValues own, Renewals renewals, Runnable onClose)
            throws SQLException {
        boolean autoCommit = plain.getAutoCommit();
        if (!autoCommit) {
            plain.setAutoCommit(true);
        }
        try {
            CatalogStore catalog = CatalogStore.open(plain, keys, own.catalogOptions());
            CatalogLease lease =
                    new CatalogLease(catalog, own.catalogMaxAge(), renewals.connections(), renewals.kept());
            return new OpenDatabase(new DatabaseEncryption(keys, catalog, lease), lease, onClose);
        } finally {
            if (!autoCommit) {
                plain.setAutoCommit(false);
            }
        }
    }

    @Override
    public void close() {
        lease.close();
        onClose.run();
    }
}
