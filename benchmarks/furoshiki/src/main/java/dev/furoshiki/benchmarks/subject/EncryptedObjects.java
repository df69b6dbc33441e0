package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.DataKeys;
import dev.furoshiki.benchmarks.workload.ObjectProtection;
import dev.furoshiki.benchmarks.workload.ObjectUse;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.EncryptingS3AsyncClient;
import dev.furoshiki.s3.EncryptingS3Client;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The encrypting clients, with what they do by default but for the encryption context, which is that of the bucket: else each object
 * that is put would be a call to the key service, and that would be what is measured.
 */
record EncryptedObjects(DataKeys keys, ObjectUse use) implements ObjectProtection {

    @Override
    public S3Client over(S3Client plain) {
        return EncryptingS3Client.builder(plain, keys, KeyService.ALIAS)
                .encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .multipartThresholdBytes(
                        use.requests() == ObjectUse.Requests.ONE ? Math.toIntExact(use.objectBytes()) : 0)
                .build();
    }

    @Override
    public S3AsyncClient over(S3AsyncClient plain) {
        return EncryptingS3AsyncClient.builder(plain, keys, KeyService.ALIAS)
                .encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .build();
    }
}
