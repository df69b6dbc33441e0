package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.s3.exception.S3EncryptionException.MetadataRefusedException;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects that several keys open, of one key service or of several. */
class SeveralRecipientsTest {

    private static final String TEXT = "for two";

    private final S3Client plain = LocalS3.s3Proxy().client();
    private final String bucket = TestBuckets.create(plain);
    private final TestKeys ours = TestKeys.create();
    private final TestKeys theirs = TestKeys.create();
    private final EncryptingS3Client both = EncryptingS3Client.builder(plain, ours.keys(), TestKeys.KEY)
            .recipient(theirs.keys(), TestKeys.KEY)
            .build();

    @AfterEach
    void close() {
        ours.close();
        theirs.close();
        plain.close();
    }

    private static void put(S3Client s3, String bucket) {
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString(TEXT));
    }

    private String read(S3Client s3) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asUtf8String();
    }

    @Test
    void eachOpensItAlone() {
        put(both, bucket);
        for (TestKeys reader : new TestKeys[] {ours, theirs}) {
            assertThat(read(EncryptingS3Client.wrap(plain, reader.keys(), TestKeys.KEY)))
                    .isEqualTo(TEXT);
        }
        try (TestKeys stranger = TestKeys.create()) {
            assertThatExceptionOfType(KmsException.class)
                    .isThrownBy(() -> read(EncryptingS3Client.wrap(plain, stranger.keys(), TestKeys.KEY)))
                    .satisfies(refused ->
                            assertThat(refused.getSuppressed()).hasSize(1).hasOnlyElementsOfType(KmsException.class));
        }
    }

    @Test
    void whoHasBothReadsThroughTheOneThatOpens() {
        put(both, bucket);
        ours.disable();
        assertThat(read(both)).isEqualTo(TEXT);
        theirs.disable();
        assertThatExceptionOfType(DisabledException.class)
                .isThrownBy(() -> read(both))
                .satisfies(refused ->
                        assertThat(refused.getSuppressed()).hasAtLeastOneElementOfType(DisabledException.class));
    }

    /** Not for fewer than were named. */
    @Test
    void nothingIsStoredWhereOneRefuses() {
        theirs.disable();
        assertThatExceptionOfType(DisabledException.class).isThrownBy(() -> put(both, bucket));
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void asManyAsThereIsRoomFor() {
        int recipients = 1;
        EncryptingS3Client.Builder builder = EncryptingS3Client.builder(plain, ours.keys(), TestKeys.KEY);
        try {
            while (true) {
                put(builder.build(), bucket);
                assertThat(read(builder.build())).isEqualTo(TEXT);
                builder.recipient(ours.keys(), ours.keyId());
                recipients++;
            }
        } catch (MetadataRefusedException tooMany) {
            assertThat(tooMany).hasMessageContaining("name fewer recipients").hasMessageContaining("2048");
        }
        assertThat(recipients).isBetween(5, 9);
        Map<String, String> metadata =
                plain.headObject(head -> head.bucket(bucket).key("k")).metadata();
        assertThat(metadata).containsKey("furoshiki-keys");
    }
}
