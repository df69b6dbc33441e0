package dev.furoshiki.s3.translation;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * One CompleteMultipartUpload: whether the parts make one body, what is sent, and the answer to its caller.
 *
 * <p>What the parts are is known where this process has uploaded them, else the store lists them. In that order: {@link #open}, while
 * {@link #isToBeListed} {@link #listing} and {@link #take}, {@link #check}, the {@link #end} where it {@link #needsEnd}, {@link #stored},
 * {@link #answer} or {@link #failed}. Nothing is visible before the last of them. For one request; not thread-safe.
 */
public final class CompletionTranslation {

    static final String OPERATION = "completeMultipartUpload";

    private final ObjectName name;
    private final CompleteMultipartUploadRequest request;
    private final UploadToken token;
    private final Encryption encryption;
    private final UploadMemory memory;
    private final List<CompletedPart> named;
    private final CompletionChecksums checksums;

    private final Map<Integer, KnownPart.Stored> listed = new TreeMap<>();
    private @Nullable Integer listedTo;
    private boolean isListed;
    private List<KnownPart.Stored> parts = List.of();
    private KnownPart.@Nullable Stored end;
    private final KnownUpload upload;

    private CompletionTranslation(
            ObjectName name,
            CompleteMultipartUploadRequest request,
            UploadToken token,
            Encryption encryption,
            UploadMemory memory,
            List<CompletedPart> named) {
        this.name = name;
        this.request = request;
        this.token = token;
        this.encryption = encryption;
        this.memory = memory;
        this.upload = memory.of(name, token);
        this.named = named;
        this.checksums = new CompletionChecksums(name, request, named);
    }

    static CompletionTranslation of(
            CompleteMultipartUploadRequest request, Encryption encryption, UploadMemory memory) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        UploadToken token = UploadIds.token(OPERATION, request.uploadId(), name);
        List<CompletedPart> named = request.multipartUpload() == null
                ? List.of()
                : request.multipartUpload().parts();
        requireSequence(named, name);
        return new CompletionTranslation(name, request, token, encryption, memory, List.copyOf(named));
    }

    private static void requireSequence(List<CompletedPart> named, ObjectName name) {
        if (named.isEmpty() || named.stream().anyMatch(part -> part == null || part.partNumber() == null)) {
            throw ServiceErrors.malformedXml();
        }
        for (int i = 1; i < named.size(); i++) {
            if (named.get(i).partNumber() <= named.get(i - 1).partNumber()) {
                throw ServiceErrors.invalidPartOrder();
            }
        }
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).partNumber() != i + 1) {
                throw new UploadRefusedException(
                        OPERATION + " is refused for " + name + ": part " + (i + 1)
                                + " is missing, and where an encrypted part lies depends on its number; number the parts from 1"
                                + " on, without a gap",
                        null);
            }
        }
    }

    /**
     * Opens the body: may call the key service. To be closed by its caller.
     *
     * @throws UploadRefusedException when the upload's id is not one that was handed out for this object
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    public SegmentedAead open() {
        SegmentedAead segments;
        try {
            segments = encryption.open(token, name);
            upload.open();
        } finally {
            memory.leave(upload);
        }
        Optional<List<KnownPart.Stored>> known = upload.stored(named);
        known.ifPresent(all -> parts = all);
        // An end would go over a part that another process has put there.
        isListed = known.isPresent() && (!endsFull() || upload.storedEnd(named.size()) != null);
        return segments;
    }

    /** Whether (more of) the store's list is needed. */
    public boolean isToBeListed() {
        return !isListed;
    }

    /** Asks for the list, or for what comes behind the last answer. */
    public ListPartsRequest listing() {
        return UploadIds.listing(request, token.uploadId(), listedTo);
    }

    /** The answer to {@link #listing}. */
    public void take(ListPartsResponse page) {
        WholeAnswers.require(page.uploadId(), "listParts", "nothing says which parts there are");
        for (Part part : page.parts()) {
            WholeAnswers.require(part.partNumber(), "listParts", "nothing says which part one is");
            CompletedPart completed =
                    Members.copy(part, CompletedPart.builder()).build();
            long size = part.size() == null ? 0 : part.size();
            listed.put(part.partNumber(), new KnownPart.Stored(completed, size, Map.of()));
        }
        isListed = !Boolean.TRUE.equals(page.isTruncated());
        if (isListed) {
            parts = named.stream().map(this::found).toList();
            listed.forEach(this::requireNamed);
        } else {
            goOn(page.nextPartNumberMarker());
        }
    }

    private void goOn(@Nullable Integer behind) {
        if (behind == null || (listedTo != null && behind <= listedTo)) {
            throw SdkClientException.create(
                    "the store's list of the parts for " + name + " does not go on: behind part " + listedTo
                            + " there are more, it says, and tells part " + behind + " to go on behind; try again");
        }
        listedTo = behind;
    }

    /** Whoever uploaded a part that is left out would have it cut off, and the end that is appended would take its place. */
    private void requireNamed(int number, KnownPart.Stored part) {
        boolean isEnd = number == named.size() + 1 && part.bytes() == PartLayout.storedLast(0) && endsFull();
        if (number > named.size() && !isEnd) {
            throw refusal(
                    "part " + number + " was uploaded, and it ends with part " + named.size(),
                    "name all parts, or abort the upload and begin another");
        }
    }

    private KnownPart.Stored found(CompletedPart part) {
        KnownPart.Stored seen = upload.stored(part.partNumber(), part.eTag());
        KnownPart.Stored found = listed.get(part.partNumber());
        if (found == null || !found.hasETag(part.eTag())) {
            throw ServiceErrors.invalidPart(part.partNumber());
        }
        return seen == null ? found : seen;
    }

    /**
     * Holds the parts against the layout, and what the caller gives of the whole against them.
     *
     * @throws UploadRefusedException when they do not make one body
     * @throws software.amazon.awssdk.services.s3.model.S3Exception as S3 answers a checksum or a size that is another
     */
    public void check() {
        long first = parts.get(0).bytes();
        int last = parts.size();
        int full = endsFull() ? last : last - 1;
        long declared = PartLayout.plaintextBytes(token.partSegments().orElse(0));
        for (int i = 0; i < full; i++) {
            long bytes = parts.get(i).bytes();
            boolean isAsDeclared = declared == 0 || plaintextBytes(i) == declared;
            if (!PartLayout.isFull(bytes) || bytes != first || !isAsDeclared) {
                throw uneven(i, declared == 0 ? plaintextBytes(0) : declared);
            }
        }
        if (!endsFull() && !PartLayout.canBeLast(parts.get(last - 1).bytes())) {
            throw uneven(last - 1, plaintextBytes(0));
        }
        if (endsFull() && last == PartLayout.MAX_PARTS) {
            throw refusal(
                    "it ends with part 10000, which is as long as those before it, so that the final segment would take one part"
                            + " more",
                    "upload that part again with sdkPartType(LAST)");
        }
        if (endsFull() && request.sseCustomerKey() == null && upload.hasCustomerKey()) {
            throw refusal(
                    "the last part is as long as those before it, so that a part for the end is uploaded, and the store"
                            + " wants the customer's key (SSE-C) for that",
                    "give sseCustomerAlgorithm, sseCustomerKey and sseCustomerKeyMD5 with the completion as with the parts");
        }
        if (request.mpuObjectSize() != null && request.mpuObjectSize() != plaintextLength()) {
            throw ServiceErrors.otherObjectSize();
        }
        checksums.verify(
                parts, parts.stream().map(part -> plaintextOf(part.bytes())).toList());
        upload.end(parts, endsFull());
        end = endsFull() ? upload.storedEnd(last) : null;
    }

    private boolean endsFull() {
        return !parts.isEmpty() && PartLayout.isFull(parts.get(parts.size() - 1).bytes());
    }

    private long plaintextBytes(int index) {
        return plaintextOf(parts.get(index).bytes());
    }

    private static long plaintextOf(long storedBytes) {
        return ObjectLayout.isStoredLength(storedBytes) ? ObjectLayout.plaintextLength(storedBytes) : storedBytes;
    }

    private long plaintextLength() {
        return parts.stream().mapToLong(part -> plaintextOf(part.bytes())).sum();
    }

    private UploadRefusedException uneven(int index, long expectedBytes) {
        return refusal(
                "part " + (index + 1) + " holds " + plaintextBytes(index)
                        + " bytes, and every part but the last has to hold as many as" + " the first (" + expectedBytes
                        + "), a multiple of 64 KiB from 5 MiB on",
                "abort the upload and begin another with such parts; setting uploadPartBytes has them compared when they are"
                        + " uploaded");
    }

    private UploadRefusedException refusal(String reason, String wayOut) {
        return new UploadRefusedException(OPERATION + " is refused for " + name + ": " + reason + "; " + wayOut, null);
    }

    /** Whether the last part is a full one, so that the final segment goes behind it, as a part of its own that is not there yet. */
    public boolean needsEnd() {
        return end == null && endsFull();
    }

    /** That segment, sealed; not a copy. */
    public byte[] end(SegmentedAead segments) {
        return upload.sealedEnd(() -> {
            long position = parts.stream()
                    .mapToLong(part -> PartLayout.segmentsOfStored(part.bytes()))
                    .sum();
            byte[] sealed = new byte[ObjectLayout.OVERHEAD_BYTES];
            segments.encryptSegment(position, true, new byte[0], 0, 0, sealed, 0);
            return sealed;
        });
    }

    /** Sends it. */
    public UploadPartRequest endRequest() {
        return Members.copy(request, UploadPartRequest.builder(), ChecksumMembers.namesIn(request))
                .uploadId(token.uploadId())
                .partNumber(parts.size() + 1)
                .contentLength((long) ObjectLayout.OVERHEAD_BYTES)
                .checksumAlgorithm(ChecksumMembers.algorithmOf(parts.get(0).part()))
                .overrideConfiguration(UploadIds.override(request))
                .build();
    }

    /** The answer to it. */
    public void ended(UploadPartResponse response) {
        WholeAnswers.require(response.eTag(), "uploadPart", "nothing says whether the final segment was stored");
        CompletedPart part = Members.copy(response, CompletedPart.builder())
                .partNumber(parts.size() + 1)
                .build();
        end = new KnownPart.Stored(part, ObjectLayout.OVERHEAD_BYTES, Map.of());
        upload.store(parts.size() + 1, end);
    }

    /** What is sent. */
    public CompleteMultipartUploadRequest stored() {
        List<KnownPart.Stored> all = new ArrayList<>(parts);
        if (end != null) {
            all.add(end);
        }
        CompleteMultipartUploadRequest.Builder stored =
                Members.clear(request.toBuilder(), ChecksumMembers.namesIn(request));
        if (request.mpuObjectSize() != null) {
            stored.mpuObjectSize(all.stream().mapToLong(KnownPart.Stored::bytes).sum());
        }
        List<CompletedPart> completed = all.stream().map(KnownPart.Stored::part).toList();
        if (completed.stream().anyMatch(part -> ChecksumMembers.algorithmOf(part) == null)) {
            // A store that lists none of its checksums wants them of all parts, or of no part.
            completed = completed.stream()
                    .map(part -> UploadIds.withoutChecksums(part.toBuilder()).build())
                    .toList();
        }
        return stored.uploadId(token.uploadId())
                .multipartUpload(
                        CompletedMultipartUpload.builder().parts(completed).build())
                .build();
    }

    /** What the server said instead: the next attempt sends the end again where it is not the one that was sent. */
    public void failed(Throwable thrown) {
        if (thrown instanceof S3Exception refused
                && refused.awsErrorDetails() != null
                && "InvalidPart".equals(refused.awsErrorDetails().errorCode())) {
            upload.forgetEnd();
        }
    }

    /** What the server said, with the checksums of the plaintext that the caller gave in place of those of the stored bytes. */
    public CompleteMultipartUploadResponse answer(CompleteMultipartUploadResponse response) {
        WholeAnswers.require(response.eTag(), OPERATION, "nothing says whether " + name + " was stored");
        upload.complete();
        return checksums
                .tell(response.toBuilder())
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }
}
