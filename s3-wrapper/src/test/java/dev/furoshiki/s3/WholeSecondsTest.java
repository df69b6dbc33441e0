package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** That {@link WholeSeconds} is needed: when a server is right, this fails, and both can go. */
class WholeSecondsTest {

    @Test
    void aPlainClientIsRefusedTheTimeThatItWasTold() {
        String bucket = LocalS3.s3Proxy().newBucket();
        try (S3Client plain = LocalS3.s3Proxy().client()) {
            // One of them may be stored as a second begins.
            assertThat(Stream.of("a", "b", "c")).anyMatch(key -> isRefused(plain, bucket, key));
        }
    }

    private static boolean isRefused(S3Client plain, String bucket, String key) {
        plain.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("stored"));
        Instant told = plain.headObject(head -> head.bucket(bucket).key(key)).lastModified();
        try {
            plain.getObjectAsBytes(get -> get.bucket(bucket).key(key).ifUnmodifiedSince(told));
            return false;
        } catch (S3Exception e) {
            return e.statusCode() == 412;
        }
    }
}
