package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ByteRange.Closed;
import dev.furoshiki.s3.object.VirtualParts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The number of a part that is asked for: of {@link VirtualParts}, never of those that the store has.
 *
 * @param value from 1
 */
record PartNumber(int value) {

    /**
     * Reads a request.
     *
     * @return null for none
     * @throws S3Exception as S3 answers to one that is no number of a part, and to one beside a range
     */
    static @Nullable PartNumber of(@Nullable Integer number, @Nullable String range) {
        if (number == null) {
            return null;
        } else if (range != null) {
            throw ServiceErrors.invalidRequest("Cannot specify both Range header and partNumber query parameter");
        } else if (number < 1) {
            throw ServiceErrors.invalidPartNumber();
        }
        return new PartNumber(number);
    }

    /** The bytes that are asked for, in an object that has so many. */
    Closed range() {
        return VirtualParts.range(value);
    }

    /** Whether an object of that length has the part. */
    boolean isIn(long length) {
        return new VirtualParts(length).has(value);
    }

    /** Whether an object of that length has no other, so that what is told of the whole is true of the part. */
    static boolean isOnly(long length) {
        return new VirtualParts(length).count() == 1;
    }

    /**
     * How many parts an object is told to have, as S3 tells of one that was uploaded in parts.
     *
     * @return null for one
     */
    static @Nullable Integer told(String operation, long length) {
        long count = new VirtualParts(length).count();
        if (count > Integer.MAX_VALUE) {
            throw new OperationRefusedException(
                    operation, "the object has " + count + " parts, more than an answer can tell", "ask for ranges");
        }
        return count == 1 ? null : (int) count;
    }
}
