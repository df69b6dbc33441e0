package dev.furoshiki.s3.object;

import dev.furoshiki.s3.exception.S3EncryptionException.UnsupportedEnvelopeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells from an object's metadata whether it is encrypted, and in which format. Stateless. */
public final class Envelopes {

    /** Names that the Amazon S3 Encryption Client (V1, V2, V3, instruction file) leaves in the metadata. */
    private static final List<String> AMAZON = List.of(
            "x-amz-key", "x-amz-key-v2", "x-amz-c", "x-amz-3", "x-amz-w", "x-amz-iv", "x-amz-crypto-instr-file");

    private Envelopes() {}

    /**
     * Finds the envelope.
     *
     * @param metadata an object's user metadata, in any case
     * @return empty when there is none
     * @throws UnsupportedEnvelopeException when there are two, or it is one that is not read
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it is damaged
     */
    public static Optional<ObjectEnvelope> find(Map<String, String> metadata, ObjectName name) {
        Map<String, String> lowerCase = lowerCase(metadata);
        List<String> amazon = AMAZON.stream().filter(lowerCase::containsKey).toList();
        boolean ours = lowerCase.keySet().stream().anyMatch(FuroshikiV1::isReserved);
        if (!amazon.isEmpty()) {
            throw new UnsupportedEnvelopeException(
                    ours
                            ? name + " has two envelopes, of Furoshiki and of the Amazon S3 Encryption Client " + amazon
                                    + "; store it again with one client"
                            : name + " was encrypted by the Amazon S3 Encryption Client (metadata " + amazon
                                    + "), which is not read here; read it with that client");
        }
        return ours ? Optional.of(FuroshikiV1.parse(lowerCase, name)) : Optional.empty();
    }

    /** The metadata without the envelope's names. */
    public static Map<String, String> withoutEnvelope(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> !isReserved(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether a metadata name would be taken for a part of an envelope, ours or another's. */
    public static boolean isReserved(String metadataName) {
        String lowerCase = metadataName.toLowerCase(Locale.ROOT);
        return FuroshikiV1.isReserved(lowerCase) || AMAZON.contains(lowerCase);
    }

    private static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> result = new TreeMap<>();
        metadata.forEach((metadataName, value) -> result.put(metadataName.toLowerCase(Locale.ROOT), value));
        return result;
    }
}
