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

/** The contract of synchronous clients, kept by asynchronous ones; on S3Mock with the others there, which takes long to start. */
class AsyncContractTest {

    private static final TestKeys KEYS = TestKeys.create();
    private static final ExecutorService READING = Executors.newCachedThreadPool();
    private static final S3AsyncClient ON_PROXY =
            LocalS3.s3Proxy().asyncClientBuilder().build();

    @AfterAll
    static void close() {
        ON_PROXY.close();
        READING.shutdown();
        KEYS.close();
    }

    private static S3Client encrypting() {
        return BlockingView.of(
                EncryptingS3AsyncClient.builder(ON_PROXY, KEYS.keys(), TestKeys.KEY)
                        .partBytes(5 << 20)
                        .build(),
                READING);
    }

    @Nested
    class PlainClient extends S3ClientContract {
        @Override
        S3Client client() {
            return BlockingView.of(ON_PROXY, READING);
        }

        @Override
        boolean sendsUnknownLengths() {
            return false;
        }
    }

    @Nested
    class EncryptingClient extends S3ClientContract {
        @Override
        S3Client client() {
            return encrypting();
        }
    }

    @Test
    void rangesAreThoseOfThePlaintext() {
        assertThat(RangeTwins.someDifferences(BlockingView.of(ON_PROXY, READING), encrypting()))
                .isEmpty();
    }

    @Test
    void partsAreCopiedOfThePlaintext() {
        assertThat(PartCopyTwins.differences(BlockingView.of(ON_PROXY, READING), encrypting()))
                .isEmpty();
    }
}
