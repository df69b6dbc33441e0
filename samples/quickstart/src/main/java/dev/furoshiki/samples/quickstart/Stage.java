package dev.furoshiki.samples.quickstart;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The servers of the story, which elsewhere other people run. Nothing of them is left when this is closed, or when the
 * program is interrupted.
 */
final class Stage implements AutoCloseable {

    private final TemporaryFolder keyFolder = TemporaryFolder.create("furoshiki-keys-");
    private final TemporaryFolder postgresFolder = TemporaryFolder.create("furoshiki-postgres-");
    private final LocalDatabase database;
    private final String bucket;
    private volatile @Nullable LocalPostgres postgres;

    Stage() throws IOException, SQLException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        LocalPostgres started = LocalPostgres.under(postgresFolder.path());
        postgres = started;
        database = started.createDatabase();
        bucket = LocalS3.s3Proxy().newBucket();
    }

    /** Where the key service keeps its store, and the application the passphrase: for nobody else to look into. */
    Path keyFolder() {
        return keyFolder.path();
    }

    /** The database as its administrator sees it. */
    LocalDatabase database() {
        return database;
    }

    /** A client as the storage's administrator uses it; the caller closes it. */
    S3Client plainClient() {
        return LocalS3.s3Proxy().client();
    }

    String bucket() {
        return bucket;
    }

    @Override
    public void close() {
        LocalPostgres started = postgres;
        if (started != null) {
            started.close();
        }
        postgresFolder.close();
        keyFolder.close();
    }
}
