package dev.furoshiki.samples.readme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.furoshiki.DataKeys;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.jdbc.DriverProperty;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.Principal;
import dev.furoshiki.s3.EncryptingS3AsyncClient;
import dev.furoshiki.s3.EncryptingS3Client;
import dev.furoshiki.s3.ObjectRule;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.FileDownload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileDownload;

/**
 * Every Java block of the documents, between a line "begin" and a line "end". What stands there stands in the documents, to the
 * letter: {@link SnippetsTest}.
 */
final class Snippets {

    private Snippets() {}

    static void readmeKeys(Path store, Path passphraseFile) {
        // begin
        try (var keys = EmbeddedKeyService.create(store, RootKeySource.passphraseFile(passphraseFile))) {
            keys.createAlias("alias/pii", keys.createKey("personal data").keyId());
            keys.createAlias("alias/documents", keys.createKey("documents").keyId());
        }
        // end
    }

    static void readmeJdbc(String url) throws SQLException {
        // begin
        try (Connection db = DriverManager.getConnection(url)) {
            PreparedStatement insert = db.prepareStatement("INSERT INTO person VALUES (1, 'Ada', ?)");
            insert.setString(1, "078-05-1120");
            insert.executeUpdate();
            PreparedStatement find = db.prepareStatement("SELECT name, ssn FROM person WHERE ssn = ?");
            find.setString(1, "078-05-1120");
            ResultSet found = find.executeQuery();
            found.next();
            System.out.println(found.getString("name") + " " + found.getString("ssn"));
        }
        // end
    }

    static void readmeS3(String uri, S3Client plain, String bucket) {
        // begin
        try (DataKeys keys = DataKeys.open(uri);
                S3Client s3 = EncryptingS3Client.wrap(plain, keys, "alias/documents")) {
            s3.putObject(it -> it.bucket(bucket).key("minutes"), RequestBody.fromString("14 May: all agreed"));
            HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("minutes"));
            ResponseBytes<?> date =
                    s3.getObjectAsBytes(it -> it.bucket(bucket).key("minutes").range("bytes=0-5"));
            System.out.println(date.asUtf8String() + " of " + head.contentLength() + " bytes");
        }
        // end
    }

    static void keysCache(String uri) {
        // begin
        DataKeys keys = DataKeys.builder(uri)
                .maxAge(Duration.ofMinutes(1))
                .maxMessages(100_000)
                .build();
        CacheStatistics statistics = keys.statistics();
        System.out.printf("%.0f %% hits, %d calls%n", 100 * statistics.hitRate(), statistics.callsMade());
        // end
        keys.close();
    }

    /** What the shop may use. */
    static DataKeys keysGrant(EmbeddedKeyService keys, String keyId) {
        // begin
        Principal shop = new Principal("arn:furoshiki:iam::000000000000:role/shop");
        keys.createGrant(GrantRequest.of(keyId, shop, GrantOperation.GENERATE_DATA_KEY, GrantOperation.DECRYPT)
                .under(GrantConstraint.contextSubset(EncryptionContext.of("tenant", "42"))));
        DataKeys shopKeys = DataKeys.over(keys.as(shop));
        // end
        return shopKeys;
    }

    static void jdbcDataSource(DataKeys keys, DataSource pool) throws SQLException {
        // begin
        FuroshikiDataSource people = FuroshikiDataSource.builder()
                .over(pool)
                .keys(keys)
                .property(DriverProperty.CATALOG, "create")
                .build();
        // end
        people.getConnection().close();
        people.close();
    }

    static S3Client s3Wrap(S3Client plain, DataKeys keys) {
        // begin
        S3Client s3 = EncryptingS3Client.wrap(plain, keys, "alias/documents");
        // end
        return s3;
    }

    static EncryptingS3AsyncClient s3Async(S3AsyncClient plain, DataKeys keys) {
        // begin
        EncryptingS3AsyncClient s3 = EncryptingS3AsyncClient.builder(plain, keys, "alias/documents")
                .partsInFlight(8)
                .build();
        // end
        return s3;
    }

    static S3Client s3Places(S3Client plain, DataKeys keys) {
        // begin
        S3Client s3 = EncryptingS3Client.builder(plain, keys, "alias/documents")
                .encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .plaintextObjects((bucket, key) -> key.startsWith("public/"))
                .build();
        // end
        return s3;
    }

    static S3Client s3Rules(S3Client plain, DataKeys keys, DataKeys archiveKeys) {
        // begin
        S3Client s3 = EncryptingS3Client.builder(plain, keys, "alias/documents")
                .bucketKeys(true)
                .rule("archive/", ObjectRule.encrypted(archiveKeys, "alias/archive"))
                .rule("public/", ObjectRule.plaintext())
                .rule("museum", "before/", ObjectRule.encrypted().plaintextAllowed())
                .build();
        // end
        return s3;
    }

    static void s3Transfers(S3AsyncClient s3, Path directory, Path file, String bucket) {
        // begin
        try (S3TransferManager transfers =
                S3TransferManager.builder().s3Client(s3).build()) {
            transfers
                    .uploadDirectory(it -> it.source(directory).bucket(bucket))
                    .completionFuture()
                    .join();
            FileDownload download = transfers.downloadFile(it -> it.destination(file)
                    .getObjectRequest(get -> get.bucket(bucket).key("minutes")));
            ResumableFileDownload paused = download.pause();
            transfers.resumeDownloadFile(paused).completionFuture().join();
        }
        // end
    }

    static void s3Channel(EncryptingS3Client s3, String bucket) throws IOException {
        // begin
        try (SeekableByteChannel minutes =
                s3.openChannel(it -> it.bucket(bucket).key("minutes"))) {
            minutes.position(minutes.size() - 6);
            byte[] end = Channels.newInputStream(minutes).readAllBytes();
            System.out.println(new String(end, US_ASCII));
        }
        // end
    }
}
