package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The checksums of a whole upload's plaintext that its completion gives: computed again from those of the parts, as S3 computes them
 * of stored bytes. Those of the parts are the ones that were computed here when the parts were sealed, never the caller's word. For one
 * request.
 */
final class CompletionChecksums {

    private final ObjectName name;
    private final CompleteMultipartUploadRequest request;
    private final List<CompletedPart> named;
    private final Map<String, String> given;
    private final Map<String, String> types = new LinkedHashMap<>();

    CompletionChecksums(ObjectName name, CompleteMultipartUploadRequest request, List<CompletedPart> named) {
        this.name = name;
        this.request = request;
        this.named = named;
        this.given = ChecksumMembers.givenIn(request);
    }

    /**
     * Compares what was given.
     *
     * @param parts what is known of the parts that were named
     * @param plaintextBytes how much each holds
     * @throws software.amazon.awssdk.services.s3.model.S3Exception InvalidPart or BadDigest, as S3 answers one that does not match
     * @throws OperationRefusedException when nothing says what it would be: but that of a part which was uploaded elsewhere is let pass,
     *     since its ETag says which part is meant, and nobody is told of it
     */
    void verify(List<KnownPart.Stored> parts, List<Long> plaintextBytes) {
        for (int i = 0; i < parts.size(); i++) {
            Map<String, String> told = parts.get(i).told();
            for (Map.Entry<String, String> value :
                    ChecksumMembers.givenIn(named.get(i)).entrySet()) {
                String expected = told.get(value.getKey());
                if (expected == null && !told.isEmpty()) {
                    throw new OperationRefusedException(
                            CompletionTranslation.OPERATION,
                            "the checksum " + value.getKey() + " that it gives of part " + (i + 1) + " for " + name
                                    + " cannot be compared: when the part was uploaded, " + told.keySet()
                                    + " was computed",
                            "ask for it when parts are uploaded (checksumAlgorithm), or name the part without it");
                }
                if (expected != null && !expected.equals(value.getValue())) {
                    throw ServiceErrors.invalidPart(i + 1);
                }
            }
        }
        given.forEach((algorithm, value) -> verify(algorithm, value, parts, plaintextBytes));
    }

    private void verify(String algorithm, String value, List<KnownPart.Stored> parts, List<Long> plaintextBytes) {
        String[] halves = value.split("-", 2);
        byte[] expected = PlaintextChecksums.decode(algorithm, halves[0]);
        byte[][] ofParts = ofParts(algorithm, parts);
        boolean isWhole = halves.length == 1;
        if (isWhole && isPossible(ChecksumType.FULL_OBJECT)) {
            Optional<byte[]> full = fullObject(algorithm, ofParts, plaintextBytes);
            if (full.isPresent() && Arrays.equals(full.get(), expected)) {
                types.put(algorithm, ChecksumType.FULL_OBJECT.toString());
                return;
            } else if (full.isEmpty() && !isPossible(ChecksumType.COMPOSITE)) {
                throw refusal(algorithm, "is computed of all bytes, and no checksums of parts say what it is");
            }
        }
        boolean isOfAllParts = isWhole || halves[1].equals(Integer.toString(parts.size()));
        if (isPossible(ChecksumType.COMPOSITE)
                && isOfAllParts
                && Arrays.equals(composite(algorithm, ofParts), expected)) {
            types.put(algorithm, ChecksumType.COMPOSITE.toString());
            return;
        }
        throw ServiceErrors.badDigest(algorithm);
    }

    /** Without a type, whatever matches does. */
    private boolean isPossible(ChecksumType type) {
        return request.checksumType() == null || request.checksumType() == type;
    }

    private byte[][] ofParts(String algorithm, List<KnownPart.Stored> parts) {
        byte[][] values = new byte[parts.size()][];
        for (int i = 0; i < values.length; i++) {
            String known = parts.get(i).told().get(algorithm);
            if (known == null) {
                throw refusal(algorithm, "cannot be compared: that of part " + (i + 1) + " is not known here");
            }
            values[i] = PlaintextChecksums.decode(algorithm, known);
        }
        return values;
    }

    private static Optional<byte[]> fullObject(String algorithm, byte[][] ofParts, List<Long> plaintextBytes) {
        Optional<CrcCombination> combination = CrcCombination.of(algorithm);
        if (combination.isEmpty()) {
            return ofParts.length == 1 ? Optional.of(ofParts[0]) : Optional.empty();
        }
        CrcCombination crc = combination.get();
        long combined = number(ofParts[0]);
        for (int i = 1; i < ofParts.length; i++) {
            combined = crc.combine(combined, number(ofParts[i]), plaintextBytes.get(i));
        }
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(combined).array();
        return Optional.of(Arrays.copyOfRange(bytes, Long.BYTES - crc.sizeBytes(), Long.BYTES));
    }

    private static long number(byte[] value) {
        long number = 0;
        for (byte each : value) {
            number = number << Byte.SIZE | Byte.toUnsignedLong(each);
        }
        return number;
    }

    private byte[] composite(String algorithm, byte[][] ofParts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] value : ofParts) {
            all.writeBytes(value);
        }
        ChecksumAlgorithm known = DefaultChecksumAlgorithm.fromValue(algorithm);
        SdkChecksum checksum;
        try {
            checksum = SdkChecksum.forAlgorithm(known);
        } catch (RuntimeException e) {
            OperationRefusedException refusal = refusal(algorithm, "cannot be computed here");
            refusal.addSuppressed(e);
            throw refusal;
        }
        checksum.update(all.toByteArray());
        return checksum.getChecksumBytes();
    }

    private OperationRefusedException refusal(String algorithm, String reason) {
        return new OperationRefusedException(
                CompletionTranslation.OPERATION,
                "the checksum " + algorithm + " that it gives of all of " + name + " " + reason,
                "complete it where all parts were uploaded, each with checksumAlgorithm(" + algorithm
                        + "), give the checksum of another algorithm or type, or leave it out");
    }

    /** Tells what was verified. */
    CompleteMultipartUploadResponse.Builder tell(CompleteMultipartUploadResponse.Builder answer) {
        UploadIds.withoutChecksums(answer);
        types.forEach(
                (algorithm, type) -> ChecksumMembers.tell(answer, algorithm, given.getOrDefault(algorithm, ""), type));
        return answer;
    }
}
