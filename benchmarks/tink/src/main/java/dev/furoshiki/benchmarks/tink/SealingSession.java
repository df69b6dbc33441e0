package dev.furoshiki.benchmarks.tink;

import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.JdbcSession;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plain driver, and keys that are loaded with the first connection. Used by one thread. */
final class SealingSession implements JdbcSession {

    private final String url;
    private final KeySource source;
    private @Nullable CustomerTable customers;

    SealingSession(String url, KeySource source) {
        this.url = url;
        this.source = source;
    }

    @Override
    public Connection connect() throws SQLException {
        customers();
        return DriverManager.getConnection(url);
    }

    @Override
    public Optional<Connection> connectAsAdministrator() throws SQLException {
        return Optional.of(DriverManager.getConnection(url));
    }

    @Override
    public CustomerTable customers() {
        CustomerTable loaded = customers;
        if (loaded == null) {
            try {
                Keys keys = source.load();
                loaded = new SealedCustomers(keys.aead(), keys.prf());
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("the keysets cannot be loaded", e);
            }
            customers = loaded;
        }
        return loaded;
    }

    /** Where keysets come from. */
    interface KeySource {
        Keys load() throws GeneralSecurityException, IOException;
    }
}
