package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Conditions on the size of an object, in requests that otherwise pass. The store compares stored bytes, whose number is
 * no function of the plaintext's (docs/formats/object-v1.md, Limits), so such a condition cannot be translated. Stateless.
 */
final class SizeConditions {

    private SizeConditions() {}

    /** @throws OperationRefusedException when the request depends on the size of an object */
    static void requireNone(S3Request request) {
        if (request instanceof DeleteObjectRequest delete && delete.ifMatchSize() != null) {
            throw refusal("deleteObject", "ifMatchSize");
        }
        if (request instanceof DeleteObjectsRequest delete
                && delete.delete() != null
                && delete.delete().objects().stream()
                        .map(ObjectIdentifier::size)
                        .anyMatch(size -> size != null)) {
            throw refusal("deleteObjects", "size");
        }
    }

    private static OperationRefusedException refusal(String operation, String member) {
        return new OperationRefusedException(
                operation,
                "the store would compare " + member + " with the number of stored bytes",
                "name the object by its ETag or version instead");
    }
}
