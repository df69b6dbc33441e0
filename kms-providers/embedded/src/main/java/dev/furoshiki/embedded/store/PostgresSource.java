package dev.furoshiki.embedded.store;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes a data source of PostgreSQL's JDBC driver, where that is on the class path. Not thread-safe. */
public final class PostgresSource {

    private static final String DRIVER = "org.postgresql.ds.PGSimpleDataSource";
    private static final int CONNECT_SECONDS = 5;

    private final String host;
    private final int port;
    private final String database;
    private final String user;
    private Optional<String> password = Optional.empty();
    private String sslMode = "verify-full";
    private @Nullable String sslRootCert;

    /** @throws InvalidProviderUriException when the driver is not there */
    public PostgresSource(String host, int port, String database, String user) {
        try {
            Class.forName(DRIVER, false, PostgresSource.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            throw new InvalidProviderUriException(
                    "a key store in PostgreSQL needs the JDBC driver of PostgreSQL on the class "
                            + "path: add the artifact org.postgresql:postgresql, which is an optional dependency");
        }
        this.host = host;
        this.port = port;
        this.database = database;
        this.user = user;
    }

    /** None where the server knows the role by other means. */
    public PostgresSource password(Optional<String> secret) {
        this.password = secret;
        return this;
    }

    /**
     * How the connection is secured.
     *
     * @param mode as the driver calls it
     * @param rootCert a file with the certificate of who signs the server's; the driver's own place unless given
     */
    public PostgresSource ssl(String mode, Optional<String> rootCert) {
        this.sslMode = mode;
        this.sslRootCert = rootCert.orElse(null);
        return this;
    }

    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        password.ifPresent(source::setPassword);
        source.setSslMode(sslMode);
        if (sslRootCert != null) {
            source.setSslRootCert(sslRootCert);
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("furoshiki key store");
        return source;
    }
}
