package dev.furoshiki.s3.exception;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What the encrypting client refused, with what it is about and the way out in the message; never plaintext or key bytes.
 *
 * <p>An {@link SdkClientException}, so that code which handles the SDK's failures handles these; never retryable, since
 * the same bytes fail again. What the key service refuses is a {@link dev.furoshiki.key.KmsException}, and what S3
 * answers stays an {@link software.amazon.awssdk.services.s3.model.S3Exception}. Immutable.
 */
public abstract sealed class S3EncryptionException extends SdkClientException {

    private static final long serialVersionUID = 1L;

    private S3EncryptionException(String message, @Nullable Throwable cause) {
        super(SdkClientException.builder().message(message).cause(cause));
    }

    @Override
    public final boolean retryable() {
        return false;
    }

    /** The operation, or a setting of it, is one that this client does not carry out on encrypted objects. */
    public static final class OperationRefusedException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;
        private final String operation;

        /**
         * @param operation the name of the method of {@code S3Client}
         * @param reason why, as a clause without a full stop
         * @param wayOut what to do instead, as a clause without a full stop
         */
        public OperationRefusedException(String operation, String reason, String wayOut) {
            super(operation + " is refused: " + reason + "; " + wayOut, null);
            this.operation = operation;
        }

        /** The name of the method of {@code S3Client}. */
        public String operation() {
            return operation;
        }
    }

    /** The object has no envelope: it was not stored by an encrypting client. */
    public static final class NotEncryptedException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public NotEncryptedException(String message) {
            super(message, null);
        }
    }

    /** The envelope is of a format or version that is not read, or there are two of them. */
    public static final class UnsupportedEnvelopeException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public UnsupportedEnvelopeException(String message) {
            super(message, null);
        }
    }

    /** The envelope, or the size of the object, does not have the layout it claims. */
    public static final class MalformedEnvelopeException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public MalformedEnvelopeException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The object is not the one that was stored there: changed, cut, swapped, or opened under another context. */
    public static final class TamperedObjectException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public TamperedObjectException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * What is asked of an upload in parts does not fit it: its id is not one that was handed out, or its parts do not make one body.
     * Nothing of the object became visible.
     */
    public static final class UploadRefusedException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public UploadRefusedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The caller's metadata cannot go beside the envelope: a reserved name, or too much of it. */
    public static final class MetadataRefusedException extends S3EncryptionException {
        private static final long serialVersionUID = 1L;

        public MetadataRefusedException(String message) {
            super(message, null);
        }
    }
}
