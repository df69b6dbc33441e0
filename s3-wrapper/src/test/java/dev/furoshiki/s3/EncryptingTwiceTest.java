package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

class EncryptingTwiceTest {

    private final DataKeys keys = DataKeys.over(new StaticKeyService("test"));
    private final S3Client plain = silent(S3Client.class);
    private final S3AsyncClient plainAsync = silent(S3AsyncClient.class);

    private static <T> T silent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }

    @Test
    void isRefused() {
        S3Client s3 = EncryptingS3Client.wrap(new DelegatingS3Client(plain) {}, keys, TestKeys.KEY);
        assertThat(s3).as("over another that delegates").isNotNull();
        for (S3Client beneath : new S3Client[] {s3, new DelegatingS3Client(new DelegatingS3Client(s3) {}) {}}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> EncryptingS3Client.wrap(beneath, keys, TestKeys.KEY))
                    .withMessageContaining("encrypts already")
                    .withMessageContaining("wrap the plain client");
        }
        try (S3AsyncClient async =
                EncryptingS3AsyncClient.wrap(new DelegatingS3AsyncClient(plainAsync) {}, keys, TestKeys.KEY)) {
            for (S3AsyncClient beneath :
                    new S3AsyncClient[] {async, new DelegatingS3AsyncClient(new DelegatingS3AsyncClient(async) {}) {}
                    }) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> EncryptingS3AsyncClient.wrap(beneath, keys, TestKeys.KEY))
                        .withMessageContaining("encrypts already");
            }
        }
    }
}
