package dev.furoshiki.benchmarks.s3encryptionclient;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.workload.ObjectProtection;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import java.security.SecureRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.encryption.s3.S3AsyncEncryptionClient;
import software.amazon.encryption.s3.S3EncryptionClient;

/**
 * Its clients over plain ones, with a wrapping key in memory. It reads ranges only where it may leave out authentication, and an
 * object whose ciphertext is longer than 64 MiB only where it may begin before authentication: both are allowed.
 */
final class AmazonEncryption implements ObjectProtection {

    private final Parameters parameters;
    private final SecretKey wrappingKey;

    AmazonEncryption(Parameters parameters) {
        this.parameters = parameters;
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.wrappingKey = new SecretKeySpec(bytes, "AES");
    }

    /** Its synchronous client sends bodies through an asynchronous one. */
    @Override
    public S3Client over(S3Client plain) {
        return S3EncryptionClient.builderV4()
                .wrappedClient(plain)
                .wrappedAsyncClient(ObjectWorkload.plainAsyncClient(parameters))
                .aesKey(wrappingKey)
                .enableDelayedAuthenticationMode(true)
                .enableLegacyUnauthenticatedModes(true)
                .build();
    }

    @Override
    public S3AsyncClient over(S3AsyncClient plain) {
        return S3AsyncEncryptionClient.builderV4()
                .wrappedClient(plain)
                .aesKey(wrappingKey)
                .enableDelayedAuthenticationMode(true)
                .enableLegacyUnauthenticatedModes(true)
                .build();
    }
}
