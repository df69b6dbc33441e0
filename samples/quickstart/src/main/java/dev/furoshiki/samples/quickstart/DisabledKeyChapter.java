package dev.furoshiki.samples.quickstart;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyAdministration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The key is disabled, and enabled again. */
final class DisabledKeyChapter {

    /** Something that needs the key, and tells what it did. */
    @FunctionalInterface
    private interface Use {
        String run() throws SQLException;
    }

    private static final String SELECT = "SELECT name, phone FROM customer WHERE id = ?";
    private static final String INSERT = "INSERT INTO customer (id, name) VALUES (?, ?)";
    private static final String NEW_DOCUMENT = "contracts/0002.txt";

    private final Narrator narrator;
    private final Application application;
    private final String bucket;

    DisabledKeyChapter(Narrator narrator, Application application, String bucket) {
        this.narrator = narrator;
        this.application = application;
        this.bucket = bucket;
    }

    void tell(KeyAdministration keyService) throws SQLException {
        narrator.chapter("The key is disabled, and enabled again");
        String key = keyService.describeKey(Application.KEY).keyId();
        S3Client documents = application.documents();
        try (Connection connection = application.connect()) {
            keyService.disableKey(key);
            narrator.say("DisableKey %s. From this moment on the database fails:", Application.KEY);
            narrator.quote(failure(() -> customer(connection)));
            narrator.gap();
            narrator.say("and so does S3:");
            narrator.quote(failure(() -> document(documents)));
            narrator.gap();
            failure(() -> insert(connection));
            failure(() -> put(documents));
            narrator.say(
                    "Inserting a customer and putting a document fail alike: nothing is stored in plaintext instead.");
            narrator.gap();
            keyService.enableKey(key);
            narrator.say("EnableKey %s. Both work again:", Application.KEY);
            narrator.code(customer(connection));
            narrator.code(document(documents));
            narrator.code(insert(connection));
            narrator.code(put(documents));
        }
    }

    /** How it fails; success would be a leak. */
    private static Exception failure(Use use) {
        String done;
        try {
            done = use.run();
        } catch (SQLException | KmsException | SdkException refused) {
            return refused;
        }
        throw new IllegalStateException("although the key is disabled: " + done);
    }

    private static String customer(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setLong(1, 1);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Narrator.format("read: %s, %s", row.getString("name"), row.getString("phone"));
            }
        }
    }

    private String document(S3Client documents) {
        int last = Document.LINE_BYTES - 2;
        return "read: "
                + documents
                        .getObjectAsBytes(get ->
                                get.bucket(bucket).key(DocumentChapter.KEY).range("bytes=0-" + last))
                        .asUtf8String();
    }

    private static String insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, 0);
            insert.setString(2, "Customer#000000000");
            return Narrator.format("inserted: %d customer", insert.executeUpdate());
        }
    }

    private String put(S3Client documents) {
        documents.putObject(put -> put.bucket(bucket).key(NEW_DOCUMENT), RequestBody.fromString("The other contract."));
        return "put: " + NEW_DOCUMENT;
    }
}
