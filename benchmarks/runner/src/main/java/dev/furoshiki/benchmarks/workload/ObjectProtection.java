package dev.furoshiki.benchmarks.workload;

import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** How a subject comes between a workload and its store. */
public interface ObjectProtection {

    /** Nothing is in between. */
    ObjectProtection NONE = new ObjectProtection() {
        @Override
        public S3Client over(S3Client plain) {
            return plain;
        }

        @Override
        public S3AsyncClient over(S3AsyncClient plain) {
            return plain;
        }

        @Override
        public boolean isToHide() {
            return false;
        }
    };

    /**
     * The client that a workload uses.
     *
     * @param plain closed by the workload after it
     */
    S3Client over(S3Client plain);

    /** Likewise. */
    default S3AsyncClient over(S3AsyncClient plain) {
        throw new UnsupportedOperationException("no asynchronous client");
    }

    /** Whether plaintext in the store is a failure. */
    default boolean isToHide() {
        return true;
    }
}
