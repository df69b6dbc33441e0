package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The checksums of one body's plaintext: those its caller gave, to be verified, and those to be told and sealed.
 *
 * <p>A server can only compare checksums of what it receives, which is ciphertext; so a caller's own are verified here,
 * and none of them leaves the process unsealed. Not thread-safe.
 */
final class PlaintextChecksums {

    /** What the SDK computes when nobody asks for another. */
    private static final String DEFAULT_ALGORITHM = "CRC32";

    private static final String MD5 = "MD5";

    private final Map<String, SdkChecksum> running = new LinkedHashMap<>();
    private final Map<String, byte[]> given = new LinkedHashMap<>();
    private final Map<String, byte[]> values = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final String operation;

    PlaintextChecksums(PutObjectRequest request) {
        this(PutTranslation.OPERATION, request, request.checksumAlgorithmAsString(), request.contentMD5());
    }

    /** @param operation that its caller asked for */
    PlaintextChecksums(String operation, UploadPartRequest request) {
        this(operation, request, request.checksumAlgorithmAsString(), request.contentMD5());
    }

    /** @param asked an algorithm whose checksum is to be told */
    private PlaintextChecksums(String operation, SdkPojo request, @Nullable String asked, @Nullable String contentMd5) {
        this.operation = operation;
        ChecksumMembers.givenIn(request).forEach((algorithm, base64) -> {
            given.put(algorithm, decode(algorithm, base64));
            told.add(algorithm);
        });
        if (asked != null && !told.contains(asked)) {
            told.add(asked);
        }
        if (told.isEmpty()) {
            told.add(DEFAULT_ALGORITHM);
        }
        told.forEach(this::start);
        if (contentMd5 != null) {
            giveContentMd5(decode(MD5, contentMd5));
        }
    }

    /** What is to be fed with the plaintext. */
    List<? extends Checksum> running() {
        return List.copyOf(running.values());
    }

    /**
     * Compares what was given with what was read.
     *
     * @throws S3Exception BadDigest, as S3 answers a body that does not match
     */
    void verify() {
        given.forEach((algorithm, expected) -> {
            SdkChecksum checksum = running.get(algorithm);
            if (checksum != null && !MessageDigest.isEqual(expected, valueOf(algorithm, checksum))) {
                throw ServiceErrors.badDigest(algorithm);
            }
        });
    }

    /** What to tell and to seal, by the numbers of object-v1: once everything was read. */
    Map<Integer, byte[]> computed() {
        Map<Integer, byte[]> result = new TreeMap<>();
        for (String algorithm : told) {
            SdkChecksum checksum = running.get(algorithm);
            if (checksum != null) {
                result.put(ChecksumMembers.numberOf(algorithm), valueOf(algorithm, checksum));
            }
        }
        return result;
    }

    /** Some of the SDK's can be asked once. */
    private byte[] valueOf(String algorithm, SdkChecksum checksum) {
        return values.computeIfAbsent(algorithm, name -> checksum.getChecksumBytes());
    }

    /** What can be sealed before anything was read: what the caller gave, which is verified before it counts. */
    Map<Integer, byte[]> promised() {
        Map<Integer, byte[]> result = new TreeMap<>();
        told.forEach(algorithm -> {
            byte[] value = given.get(algorithm);
            if (value != null) {
                result.put(ChecksumMembers.numberOf(algorithm), value);
            }
        });
        return result;
    }

    private void giveContentMd5(byte[] expected) {
        byte[] other = given.putIfAbsent(MD5, expected);
        if (other != null && !MessageDigest.isEqual(other, expected)) {
            throw ServiceErrors.badDigest(MD5);
        }
        start(MD5);
    }

    private void start(String algorithm) {
        if (ChecksumMembers.numberOf(algorithm) == 0) {
            throw unsupported(algorithm);
        }
        try {
            running.computeIfAbsent(algorithm, PlaintextChecksums::begin);
        } catch (RuntimeException | LinkageError e) {
            // The SDK computes some algorithms with the native aws-crt only.
            OperationRefusedException refusal = unsupported(algorithm);
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static SdkChecksum begin(String algorithm) {
        return SdkChecksum.forAlgorithm(DefaultChecksumAlgorithm.fromValue(algorithm));
    }

    /** Whether the SDK has what computes it. */
    static boolean isComputable(String algorithm) {
        if (ChecksumMembers.numberOf(algorithm) == 0) {
            return false;
        }
        try {
            SdkChecksum unused = begin(algorithm);
            return true;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private OperationRefusedException unsupported(String algorithm) {
        return new OperationRefusedException(
                operation,
                "the checksum " + algorithm + " cannot be computed over the plaintext here",
                "use CRC32, CRC32C, SHA1, SHA256, SHA512 or MD5, or add software.amazon.awssdk.crt:aws-crt to the"
                        + " class path");
    }

    /** @throws S3Exception InvalidDigest, as S3 answers what is not base64 */
    static byte[] decode(String algorithm, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            S3Exception invalid = ServiceErrors.invalidDigest(algorithm);
            invalid.addSuppressed(e);
            throw invalid;
        }
    }
}
