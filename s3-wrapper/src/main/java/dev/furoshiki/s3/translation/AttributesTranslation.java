package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.VirtualParts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/**
 * One GetObjectAttributes. Without metadata in its answer the size is told as in lists, and proves nothing; where parts are asked for,
 * those are told that the proven length has. Immutable.
 */
public final class AttributesTranslation {

    static final String OPERATION = "getObjectAttributes";

    /** What S3 tells in one answer at most. */
    private static final int MOST_PARTS = 1_000;

    private final ObjectName name;
    private final GetObjectAttributesRequest request;
    private final Encryption encryption;
    private final ListTranslation lists;

    private AttributesTranslation(ObjectName name, GetObjectAttributesRequest request, Encryption encryption) {
        this.name = name;
        this.request = request;
        this.encryption = encryption;
        this.lists = new ListTranslation(encryption);
    }

    /**
     * Reads a request.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException for headers that would speak of ciphertext
     */
    public static AttributesTranslation of(GetObjectAttributesRequest request, Encryption encryption) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        AttributesTranslation attributes = new AttributesTranslation(name, request, encryption);
        if (attributes.isOfParts() && (attributes.marker() < 0 || attributes.most() < 0)) {
            throw ServiceErrors.invalidArgument("Part number marker and max parts must not be negative");
        }
        return attributes;
    }

    /** Whether parts are asked for, of an object that is not declared to be plaintext. */
    public boolean isOfParts() {
        return request.objectAttributes().contains(ObjectAttributes.OBJECT_PARTS)
                && !encryption.isDeclaredPlaintext(name);
    }

    /** What is asked of the store. */
    public GetObjectAttributesRequest stored() {
        if (!isOfParts()) {
            return request;
        }
        // The parts are of the plaintext, so the server must not see them; the ETag is what the proof is pinned to.
        Set<String> asked = new LinkedHashSet<>(request.objectAttributesAsStrings());
        asked.remove(ObjectAttributes.OBJECT_PARTS.toString());
        asked.add(ObjectAttributes.E_TAG.toString());
        asked.add(ObjectAttributes.OBJECT_SIZE.toString());
        return request.toBuilder()
                .objectAttributesWithStrings(asked)
                .maxParts(null)
                .partNumberMarker(null)
                .build();
    }

    /** Asks as the caller does, for an object that turned out to be plaintext. */
    public GetObjectAttributesRequest asWritten() {
        Set<String> asked = new LinkedHashSet<>(request.objectAttributesAsStrings());
        asked.add(ObjectAttributes.E_TAG.toString());
        return request.toBuilder().objectAttributesWithStrings(asked).build();
    }

    /**
     * What the caller is told of it.
     *
     * @param stored the answer to {@link #stored}
     * @param asWritten the answer to {@link #asWritten}
     * @return empty when they are of two objects
     */
    public Optional<GetObjectAttributesResponse> plaintextAnswer(
            GetObjectAttributesResponse stored, GetObjectAttributesResponse asWritten) {
        return eTag(stored).equals(eTag(asWritten)) ? Optional.of(asAsked(asWritten)) : Optional.empty();
    }

    /** Asks for the proof of the length, before an answer with parts is translated. */
    public GetTranslation proof(ProvenLengths lengths) {
        return GetTranslation.ofProof(request, name, encryption, lengths);
    }

    /** The ETag that the proof is pinned to, as other requests have it. */
    public String eTag(GetObjectAttributesResponse response) {
        WholeAnswers.require(response.eTag(), OPERATION, "nothing says what " + name + " is");
        return "\"" + response.eTag().replace("\"", "") + "\"";
    }

    /** What the caller is told where no parts are to be. */
    public GetObjectAttributesResponse answer(GetObjectAttributesResponse response) {
        return encryption.isDeclaredPlaintext(name) ? response : lists.answer(request, response);
    }

    /**
     * What the caller is told.
     *
     * @param tail of what had the answer's ETag
     * @return empty when the answer is of another object, and both are to be asked for again
     */
    public Optional<GetObjectAttributesResponse> answer(GetObjectAttributesResponse response, Tail tail) {
        GetObjectAttributesResponse told = answer(response);
        if (!(tail instanceof Tail.Encrypted proven)
                || told.objectSize() == null
                || told.objectSize() != proven.plaintextLength()) {
            return Optional.empty();
        }
        return Optional.of(asAsked(
                told.toBuilder().objectParts(parts(proven.plaintextLength())).build()));
    }

    /** Without what only this has asked for. */
    private GetObjectAttributesResponse asAsked(GetObjectAttributesResponse told) {
        GetObjectAttributesResponse.Builder answer = told.toBuilder();
        if (!request.objectAttributes().contains(ObjectAttributes.E_TAG)) {
            answer.eTag(null);
        }
        if (!request.objectAttributes().contains(ObjectAttributes.OBJECT_SIZE)) {
            answer.objectSize(null);
        }
        return answer.build();
    }

    private int marker() {
        return request.partNumberMarker() == null ? 0 : request.partNumberMarker();
    }

    private int most() {
        return request.maxParts() == null ? MOST_PARTS : Math.min(request.maxParts(), MOST_PARTS);
    }

    /** As S3 tells of an object that was uploaded in parts; null as of another. */
    private @Nullable GetObjectAttributesParts parts(long length) {
        Integer count = PartNumber.told(OPERATION, length);
        if (count == null) {
            return null;
        }
        VirtualParts all = new VirtualParts(length);
        List<ObjectPart> told = new ArrayList<>();
        int last = Math.min(count, marker());
        while (last < count && told.size() < most()) {
            last++;
            long size = all.span(last).orElseThrow().length();
            told.add(ObjectPart.builder().partNumber(last).size(size).build());
        }
        return GetObjectAttributesParts.builder()
                .totalPartsCount(count)
                .partNumberMarker(marker())
                .nextPartNumberMarker(last)
                .maxParts(most())
                .isTruncated(last < count && most() > 0)
                .parts(told)
                .build();
    }
}
