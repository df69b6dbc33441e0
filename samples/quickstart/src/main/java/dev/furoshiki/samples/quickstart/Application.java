package dev.furoshiki.samples.quickstart;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.DriverProperty;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.s3.EncryptingS3Client;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import software.amazon.awssdk.services.s3.S3Client;

/** The application: what it has to say about encryption, to the last line. */
final class Application implements AutoCloseable {

    static final String KEY = "alias/personal-data";

    private final DataKeys keys;
    private final FuroshikiDataSource database;
    private final S3Client documents;

    /**
     * Opens the keys, and with them database and documents.
     *
     * @param keyService such as {@code embedded:/var/lib/app/keys?passphraseFile=/run/secrets/keys}
     */
    Application(String keyService, LocalDatabase server, S3Client s3) throws SQLException {
        keys = DataKeys.open(keyService);
        database = FuroshikiDataSource.builder()
                .url(jdbcUrl(server))
                .property("user", server.user())
                .property("password", server.password())
                .property(DriverProperty.CATALOG, "create")
                .keys(keys)
                .build();
        documents = EncryptingS3Client.wrap(s3, keys, KEY);
    }

    static String jdbcUrl(LocalDatabase server) {
        return "jdbc:furoshiki:" + server.address();
    }

    Connection connect() throws SQLException {
        return database.getConnection();
    }

    S3Client documents() {
        return documents;
    }

    DataKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        documents.close();
        database.close();
        keys.close();
    }
}
