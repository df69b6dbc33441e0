package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

class S3MockContractTest {

    private static final TestKeys KEYS = TestKeys.create();
    private static final S3Client PLAIN = LocalS3.s3Mock().client();
    private static final S3Client ENCRYPTING = EncryptingS3Client.builder(PLAIN, KEYS.keys(), TestKeys.KEY)
            .partBytes(5 << 20)
            .build();
    private static final S3AsyncClient PLAIN_ASYNC =
            LocalS3.s3Mock().asyncClientBuilder().build();
    private static final ExecutorService READING = Executors.newCachedThreadPool();

    @AfterAll
    static void close() {
        PLAIN.close();
        PLAIN_ASYNC.close();
        READING.shutdown();
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

    @Nested
    class PlainAsyncClient extends S3ClientContract {
        @Override
        S3Client client() {
            return BlockingView.of(PLAIN_ASYNC, READING);
        }

        @Override
        boolean sendsUnknownLengths() {
            return false;
        }
    }

    @Nested
    class EncryptingAsyncClient extends S3ClientContract {
        @Override
        S3Client client() {
            return BlockingView.of(
                    EncryptingS3AsyncClient.builder(PLAIN_ASYNC, KEYS.keys(), TestKeys.KEY)
                            .partBytes(5 << 20)
                            .build(),
                    READING);
        }
    }

    @Test
    void rangesAreThoseOfThePlaintext() {
        assertThat(RangeTwins.someDifferences(PLAIN, ENCRYPTING)).isEmpty();
    }
}
