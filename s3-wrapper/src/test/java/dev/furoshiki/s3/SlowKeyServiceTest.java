package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.servers.LocalS3;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** The SDK's time limits hold for the key service, too: it interrupts who waits. */
@Timeout(60)
class SlowKeyServiceTest {

    private final CountDownLatch isAnswering = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();

    /** An attempt that ran out of time is made again, as the plain client makes it. */
    @Test
    void anAttemptThatWaitsForAKeyTooLongIsMadeAgain() {
        try (S3Client plain = plain();
                DataKeys slow = DataKeys.over(new Slow())) {
            S3Client s3 = EncryptingS3Client.wrap(plain, slow, "key");
            GetObjectRequest get = put(s3, plain);
            attempts.set(0);
            byte[] read = s3.getObjectAsBytes(get.toBuilder()
                            .overrideConfiguration(override -> override.apiCallAttemptTimeout(Duration.ofMillis(500)))
                            .build())
                    .asByteArray();
            assertThat(read).containsExactly(1, 2, 3);
            assertThat(attempts).hasValue(2);
        }
    }

    @Test
    void aCallThatWaitsForAKeyTooLongEndsAsTheSdkEndsIt() {
        try (S3Client plain = plain();
                DataKeys slow = DataKeys.over(new Slow())) {
            S3Client s3 = EncryptingS3Client.wrap(plain, slow, "key");
            GetObjectRequest get = put(s3, plain).toBuilder()
                    .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMillis(500)))
                    .build();
            assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(() -> s3.getObjectAsBytes(get));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            isAnswering.countDown();
        }
    }

    private GetObjectRequest put(S3Client s3, S3Client plain) {
        String bucket = TestBuckets.create(plain);
        s3.putObject(it -> it.bucket(bucket).key("k"), RequestBody.fromBytes(new byte[] {1, 2, 3}));
        return GetObjectRequest.builder().bucket(bucket).key("k").build();
    }

    /** Lets the key service answer as soon as a second attempt of a GET is made. */
    private S3Client plain() {
        ExecutionInterceptor counting = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (context.request() instanceof GetObjectRequest && attempts.incrementAndGet() > 1) {
                    isAnswering.countDown();
                }
            }
        };
        return LocalS3.s3Proxy()
                .clientBuilder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(counting))
                .build();
    }

    private final class Slow implements KeyManagementService {

        private final StaticKeyService keys = new StaticKeyService("slow");

        @Override
        public String provider() {
            return keys.provider();
        }

        @Override
        public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            return keys.generateDataKey(keyId, sizeBytes, context);
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            return keys.encrypt(keyId, plaintext, context);
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            try {
                isAnswering.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return keys.decrypt(ciphertext, context);
        }

        @Override
        public void close() {}
    }
}
