package dev.furoshiki.s3;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.util.function.BiPredicate;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.AbortMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.CompleteMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.CreateMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.DeleteObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.HeadBucketPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.HeadObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedAbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedCompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedCreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedDeleteObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedHeadBucketRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedHeadObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedUploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.model.PutObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.UploadPartPresignRequest;

/**
 * A presigner for applications whose objects are encrypted: it signs what carries no bytes of objects, and refuses the rest with the
 * reason. Whoever has a presigned URL talks to S3 without this library: what is got is ciphertext, what is put is plaintext.
 *
 * <p>It stands in the place of a plain {@link S3Presigner}, which an encrypting client cannot see or stop. Thread-safe; closing it
 * closes the one beneath.
 */
public final class EncryptingS3Presigner implements S3Presigner {

    private static final String TOLD_CIPHERTEXT = "whoever has the URL gets ciphertext";
    private static final String PUTS_PLAINTEXT = "whoever has the URL stores plaintext";
    private static final String READ_HERE = "get the object through an encrypting client, and hand out what it holds";
    private static final String WRITE_HERE =
            "take the bytes in the application, and put them through an encrypting client";

    private final S3Presigner presigner;
    private final BiPredicate<String, String> plaintextObjects;

    private EncryptingS3Presigner(S3Presigner presigner, BiPredicate<String, String> plaintextObjects) {
        this.presigner = presigner;
        this.plaintextObjects = plaintextObjects;
    }

    /** Where all objects are encrypted. */
    public static EncryptingS3Presigner wrap(S3Presigner presigner) {
        return wrap(presigner, (bucket, key) -> false);
    }

    /**
     * Likewise, but where objects are declared to be plaintext.
     *
     * @param plaintextObjects says so of a bucket and key: there, getting is signed
     */
    public static EncryptingS3Presigner wrap(S3Presigner presigner, BiPredicate<String, String> plaintextObjects) {
        return new EncryptingS3Presigner(presigner, plaintextObjects);
    }

    @Override
    public PresignedGetObjectRequest presignGetObject(GetObjectPresignRequest request) {
        requirePlaintext(
                "presignGetObject",
                request.getObjectRequest().bucket(),
                request.getObjectRequest().key());
        return presigner.presignGetObject(request);
    }

    @Override
    public PresignedHeadObjectRequest presignHeadObject(HeadObjectPresignRequest request) {
        requirePlaintext(
                "presignHeadObject",
                request.headObjectRequest().bucket(),
                request.headObjectRequest().key());
        return presigner.presignHeadObject(request);
    }

    private void requirePlaintext(String operation, String bucket, String key) {
        if (!plaintextObjects.test(bucket, key)) {
            throw new OperationRefusedException(operation, TOLD_CIPHERTEXT, READ_HERE);
        }
    }

    @Override
    public PresignedHeadBucketRequest presignHeadBucket(HeadBucketPresignRequest request) {
        return presigner.presignHeadBucket(request);
    }

    @Override
    public PresignedDeleteObjectRequest presignDeleteObject(DeleteObjectPresignRequest request) {
        return presigner.presignDeleteObject(request);
    }

    @Override
    public PresignedAbortMultipartUploadRequest presignAbortMultipartUpload(
            AbortMultipartUploadPresignRequest request) {
        return presigner.presignAbortMultipartUpload(request);
    }

    /** Refused. */
    @Override
    public PresignedPutObjectRequest presignPutObject(PutObjectPresignRequest request) {
        throw new OperationRefusedException("presignPutObject", PUTS_PLAINTEXT, WRITE_HERE);
    }

    /** Refused. */
    @Override
    public PresignedCreateMultipartUploadRequest presignCreateMultipartUpload(
            CreateMultipartUploadPresignRequest request) {
        throw new OperationRefusedException("presignCreateMultipartUpload", PUTS_PLAINTEXT, WRITE_HERE);
    }

    /** Refused. */
    @Override
    public PresignedUploadPartRequest presignUploadPart(UploadPartPresignRequest request) {
        throw new OperationRefusedException("presignUploadPart", PUTS_PLAINTEXT, WRITE_HERE);
    }

    /** Refused. */
    @Override
    public PresignedCompleteMultipartUploadRequest presignCompleteMultipartUpload(
            CompleteMultipartUploadPresignRequest request) {
        throw new OperationRefusedException("presignCompleteMultipartUpload", PUTS_PLAINTEXT, WRITE_HERE);
    }

    @Override
    public void close() {
        presigner.close();
    }
}
