package dev.furoshiki.s3;

import dev.furoshiki.testing.servers.LocalS3;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.services.s3.S3Client;

class S3MockContractTest {

    private static final TestKeys KEYS = TestKeys.create();
    private static final S3Client PLAIN = LocalS3.s3Mock().client();

    @AfterAll
    static void close() {
        PLAIN.close();
        KEYS.close();
    }

    @Nested
    class PlainClient extends S3ClientContract {
        @Override
        S3Client client() {
            return PLAIN;
        }
    }

    @Nested
    class EncryptingClient extends S3ClientContract {
        @Override
        S3Client client() {
            return EncryptingS3Client.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
                    .partBytes(5 << 20)
                    .build();
        }
    }
}
