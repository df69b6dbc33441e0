package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import dev.furoshiki.s3.stream.PartRoom;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Uploads whose parts the caller sends: what one client does with all of them, and one translation for each request that carries bytes.
 *
 * <p>The id that a caller has for an upload is a token of {@link UploadToken}, the store's own stands in it; what lists and gives up
 * uploads takes either. Thread-safe.
 */
public final class UploadTranslation {

    private final Encryption encryption;
    private final int partSegments;
    private final UploadMemory memory = new UploadMemory();

    /** @param partSegments how many segments the parts of new uploads have, but for the last; 0 where nobody has said */
    public UploadTranslation(Encryption encryption, int partSegments) {
        this.encryption = encryption;
        this.partSegments = partSegments;
    }

    /**
     * Room for the parts of one client: four of the declared length, and one of those whose length nobody has said.
     *
     * @param leastBytes in any case
     */
    public PartRoom room(long leastBytes) {
        long declared = 4 * PartLayout.storedLast(PartLayout.plaintextBytes(partSegments));
        long undeclared = PartLayout.storedLast(PartTranslation.MOST_UNDECLARED_BYTES);
        return new PartRoom(Math.max(leastBytes, Math.max(declared, undeclared)));
    }

    /**
     * Begins an upload.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it cannot be carried out on an encrypted object
     */
    public UploadCreation creation(CreateMultipartUploadRequest request) {
        return UploadCreation.of(request, encryption, memory, partSegments);
    }

    /**
     * Uploads a part.
     *
     * @param length of the plaintext, as the body tells it; empty where it does not
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it cannot be carried out on an encrypted object
     */
    public PartTranslation part(UploadPartRequest request, OptionalLong length) {
        return PartTranslation.of(PartTranslation.OPERATION, request, length, encryption, memory, partSegments);
    }

    /**
     * Likewise, a part that is a range of another object.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it cannot be carried out on an encrypted object
     */
    public PartTranslation part(PartSource source) {
        return PartTranslation.of(
                PartCopyTranslation.OPERATION,
                source.part(),
                OptionalLong.of(source.length()),
                encryption,
                memory,
                partSegments);
    }

    /**
     * Makes the parts an object.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it cannot be carried out on an encrypted object
     */
    public CompletionTranslation completion(CompleteMultipartUploadRequest request) {
        return CompletionTranslation.of(request, encryption, memory);
    }

    /** What is sent. */
    public AbortMultipartUploadRequest stored(AbortMultipartUploadRequest request) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless("abortMultipartUpload", request);
        return request.toBuilder()
                .uploadId(UploadIds.ofStore(request.uploadId(), name))
                .build();
    }

    /**
     * The upload is no more.
     *
     * @param stored what was sent
     */
    public void aborted(AbortMultipartUploadRequest stored) {
        memory.forget(Names.of(stored.bucket(), stored.key()), stored.uploadId());
    }

    /** What is sent. */
    public ListPartsRequest stored(ListPartsRequest request) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless("listParts", request);
        return request.toBuilder()
                .uploadId(UploadIds.ofStore(request.uploadId(), name))
                .build();
    }

    /** The sizes are those of the plaintext; checksums of stored bytes are not told. */
    public ListPartsResponse answer(ListPartsRequest request, ListPartsResponse response) {
        WholeAnswers.require(response.uploadId(), "listParts", "nothing says which parts there are");
        ObjectName name = Names.of(request.bucket(), request.key());
        ListPartsResponse.Builder answer =
                ChecksumMembers.forget(response.toBuilder()).uploadId(request.uploadId());
        if (response.hasParts()) {
            answer.parts(response.parts().stream()
                    .map(part -> plaintextPart(name, part))
                    .toList());
        }
        return answer.applyMutation(RawResponses::hideStoredLengths).build();
    }

    private Part plaintextPart(ObjectName name, Part part) {
        return UploadIds.withoutChecksums(part.toBuilder())
                .size(plaintextSize(name, part.size()))
                .build();
    }

    private @Nullable Long plaintextSize(ObjectName name, @Nullable Long stored) {
        if (stored == null || !ObjectLayout.isStoredLength(stored) || encryption.isDeclaredPlaintext(name)) {
            return stored;
        }
        return ObjectLayout.plaintextLength(stored);
    }

    /** What is sent. */
    public ListMultipartUploadsRequest stored(ListMultipartUploadsRequest request) {
        RawHeaders.requireHarmless("listMultipartUploads", request);
        String marker = request.uploadIdMarker();
        if (marker == null || !UploadToken.isToken(marker)) {
            return request;
        } else if (request.keyMarker() == null) {
            // Disregarded by S3, too.
            return request.toBuilder().uploadIdMarker(null).build();
        }
        ObjectName name = Names.of(request.bucket(), request.keyMarker());
        return request.toBuilder()
                .uploadIdMarker(UploadIds.ofStore(marker, name))
                .build();
    }

    /** An upload that this process knows is told by the id that it was handed out with, any other by the store's. */
    public ListMultipartUploadsResponse answer(
            ListMultipartUploadsRequest request, ListMultipartUploadsResponse response) {
        WholeAnswers.require(response.bucket(), "listMultipartUploads", "nothing says which uploads there are");
        ListMultipartUploadsResponse.Builder answer = response.toBuilder().uploadIdMarker(request.uploadIdMarker());
        if (response.hasUploads()) {
            List<MultipartUpload> uploads = response.uploads().stream()
                    .map(upload -> ChecksumMembers.forget(upload.toBuilder())
                            .uploadId(idOf(request.bucket(), upload.key(), upload.uploadId()))
                            .build())
                    .toList();
            answer.uploads(uploads);
        }
        return answer.nextUploadIdMarker(
                        idOf(request.bucket(), response.nextKeyMarker(), response.nextUploadIdMarker()))
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    private @Nullable String idOf(@Nullable String bucket, @Nullable String key, @Nullable String uploadId) {
        if (bucket == null || key == null || uploadId == null) {
            return uploadId;
        }
        String token = memory.tokenOf(new ObjectName(bucket, key), uploadId);
        return token == null ? uploadId : token;
    }
}
