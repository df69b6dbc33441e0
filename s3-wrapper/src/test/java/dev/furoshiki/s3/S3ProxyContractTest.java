package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class S3ProxyContractTest {

    private static final TestKeys KEYS = TestKeys.create();
    private static final S3Client PLAIN = LocalS3.s3Proxy().client();
    private static final S3Client ENCRYPTING = EncryptingS3Client.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
            .partBytes(5 << 20)
            .build();

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
            return ENCRYPTING;
        }
    }

    @Test
    void rangesAreThoseOfThePlaintext() {
        assertThat(RangeTwins.differences(PLAIN, ENCRYPTING)).isEmpty();
    }

    @Test
    void partsAreCopiedOfThePlaintext() {
        assertThat(PartCopyTwins.differences(PLAIN, ENCRYPTING)).isEmpty();
    }
}
