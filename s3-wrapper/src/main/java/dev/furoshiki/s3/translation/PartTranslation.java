package dev.furoshiki.s3.translation;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PartSealer;
import dev.furoshiki.s3.stream.SegmentSealer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Checksum;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SdkPartType;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * One UploadPart: where in the body the part lies, what is sent in its place, and the answer to its caller.
 *
 * <p>Where it lies follows from its number and from how many segments the full parts have ({@link FullParts}): only where neither the
 * upload's id, nor this client, nor the store's list says, a part that can be a full one says so itself. In that order: {@link #open},
 * {@link #listing} where it {@link #isToBeListed}, until {@link #isPlaced} whatever says more ({@link #sibling}), {@link #sealer},
 * {@link #stored}, {@link #answer}, and, whatever happens, {@link #end}. For one request; not thread-safe.
 */
public final class PartTranslation {

    static final String OPERATION = "uploadPart";

    private static final String DENIED = "AccessDenied";

    /** How long a last part waits for the call of another. */
    public static final int MOST_WAIT_SECONDS = 10;

    /** Longer parts are held in memory only where somebody has said that they are so long. */
    static final long MOST_UNDECLARED_BYTES = 128 << 20;

    /** Whatever was declared: an array has to hold it. */
    private static final long MOST_DECLARED_BYTES = 1 << 30;

    private final String operation;
    private final ObjectName name;
    private final UploadPartRequest request;
    private final int number;
    private final OptionalLong length;
    private final UploadToken token;
    private final Encryption encryption;
    private final UploadMemory memory;
    private final int declaredSegments;
    private final KnownUpload upload;
    private final FullParts.Call call;
    private boolean isListed;
    /** How many segments the full parts have by which this one was placed; 0 before, and for the first. */
    private int placedBy;
    /** Of the body that the last sealer takes in. */
    private PlaintextChecksums checksums;

    private SdkChecksum fingerprint = SdkChecksum.forAlgorithm(DefaultChecksumAlgorithm.SHA256);

    private PartTranslation(
            String operation,
            ObjectName name,
            UploadPartRequest request,
            OptionalLong length,
            UploadToken token,
            Encryption encryption,
            UploadMemory memory,
            int declaredSegments) {
        this.operation = operation;
        this.name = name;
        this.request = request;
        this.number = request.partNumber();
        this.length = length;
        this.token = token;
        this.encryption = encryption;
        this.memory = memory;
        this.declaredSegments = declaredSegments;
        this.checksums = new PlaintextChecksums(operation, request);
        if (length.isPresent() && length.getAsLong() > mostBytes()) {
            throw tooLong();
        }
        this.upload = memory.of(name, token);
        this.call = upload.fullParts().begin(number, isFullByItself() ? segments(length) : 0);
    }

    private static int segments(OptionalLong plaintextBytes) {
        return Math.toIntExact(PartLayout.segmentsOf(plaintextBytes.orElseThrow()));
    }

    /**
     * Reads a request.
     *
     * @param operation that its caller asked for
     * @param length of the plaintext, as the body tells it; empty where it does not. The request's own goes before
     * @param declaredSegments how many segments the full parts of this client's uploads have; 0 where nobody has said
     */
    static PartTranslation of(
            String operation,
            UploadPartRequest request,
            OptionalLong length,
            Encryption encryption,
            UploadMemory memory,
            int declaredSegments) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(operation, request);
        Integer number = request.partNumber();
        if (number == null || number < 1 || number > PartLayout.MAX_PARTS) {
            throw ServiceErrors.invalidPartNumber();
        }
        Long given = request.contentLength();
        if (given != null && given < 0) {
            throw new IllegalArgumentException(
                    "part " + number + " of the upload for " + name + " cannot have a content length of " + given);
        }
        return new PartTranslation(
                operation,
                name,
                request,
                given == null ? length : OptionalLong.of(given),
                UploadIds.token(operation, request.uploadId(), name),
                encryption,
                memory,
                declaredSegments);
    }

    /** Nothing more is done for the part: parts that wait for it do so no longer. May be called again. */
    public void end() {
        upload.fullParts().end(call);
        memory.leave(upload);
    }

    public ObjectName name() {
        return name;
    }

    public int number() {
        return number;
    }

    /** Of the plaintext; empty when nobody knows. */
    public OptionalLong length() {
        return length;
    }

    /**
     * Opens the body that the part is of: may call the key service. To be closed by its caller.
     *
     * @throws UploadRefusedException when the upload's id is not one that was handed out for this object
     * @throws UploadRefusedException when the part cannot be beside those that were uploaded before
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    public SegmentedAead open() {
        SegmentedAead segments = encryption.open(token, name);
        try {
            upload.open();
            upload.noteCustomerKey(request.sseCustomerKey() != null);
            requireRoom();
            return segments;
        } catch (RuntimeException e) {
            segments.close();
            throw e;
        }
    }

    private void requireRoom() {
        if (length.isPresent()) {
            upload.requireRoom(number, length.getAsLong(), isLast(length.getAsLong()));
        }
    }

    private boolean isFullByItself() {
        return length.isPresent() && canBeFull(length.getAsLong());
    }

    private boolean canBeFull(long plaintextBytes) {
        return !isMarkedLast() && PartLayout.canBeFull(plaintextBytes);
    }

    private boolean isMarkedLast() {
        return request.sdkPartType() == SdkPartType.LAST;
    }

    /** Whether it is known where the part lies. */
    public boolean isPlaced() {
        return number == 1 || fullSegments().isPresent();
    }

    /** Whether the store has to be asked for the other parts first. */
    public boolean isToBeListed() {
        return !isPlaced() || (isCopied() && !upload.hasKnownAlgorithm());
    }

    private boolean isCopied() {
        return operation.equals(PartCopyTranslation.OPERATION);
    }

    /**
     * S3 computes the upload's own checksum of a part that is copied, so no caller can ask for it. One that cannot be computed here is
     * asked for where the store insists on it, which is refused, and left out elsewhere.
     */
    private UploadPartRequest asked() {
        if (!isCopied()) {
            return request;
        }
        String algorithm = upload.checksumAlgorithm();
        boolean isTold = ChecksumMembers.isForStoredBytes(algorithm)
                || (algorithm != null && PlaintextChecksums.isComputable(algorithm));
        return request.toBuilder().checksumAlgorithm(isTold ? algorithm : null).build();
    }

    /** The part's own length counts only when nobody else says: a last part may look like a full one. */
    private OptionalInt fullSegments() {
        if (placedBy != 0) {
            return OptionalInt.of(placedBy);
        }
        OptionalInt told = upload.fullParts().before(number);
        return told.isEmpty() && isListed && isFullByItself() ? OptionalInt.of(segments(length)) : told;
    }

    /** Asks the store for the other parts, which another process may have uploaded. */
    public ListPartsRequest listing() {
        return UploadIds.listing(request, token.uploadId(), null);
    }

    /** Looks for a full part in the answer to {@link #listing}, and for the checksums that parts have. */
    public void learn(ListPartsResponse listed) {
        WholeAnswers.require(listed.uploadId(), "listParts", "nothing says which parts there are");
        isListed = true;
        if (!upload.hasKnownAlgorithm()) {
            upload.noteChecksumAlgorithm(listed.checksumAlgorithmAsString());
        }
        listed.parts().stream()
                .map(Part::size)
                .filter(size -> size != null && PartLayout.isFull(size))
                .findFirst()
                .ifPresent(size -> {
                    upload.fullParts().settle(Math.toIntExact(PartLayout.segmentsOfStored(size)));
                    upload.fullParts().wake();
                });
    }

    /**
     * Whether the part is sent although the store's list is not to be had: S3 asks for no permission to list where a part is copied. Then
     * nobody says which checksums the parts have, nor does this.
     */
    public boolean goesOnUnlisted(Throwable failed) {
        return isPlaced()
                && failed instanceof S3Exception said
                && said.awsErrorDetails() != null
                && DENIED.equals(said.awsErrorDetails().errorCode());
    }

    /** Completed when a call of this client has brought a full part: to be awaited {@link #MOST_WAIT_SECONDS} at most. */
    public CompletableFuture<Integer> sibling() {
        return call.told();
    }

    /**
     * Where the part lies.
     *
     * @throws UploadRefusedException when nothing has said
     */
    long firstSegment() {
        if (number == 1) {
            return 0;
        }
        OptionalInt segments = fullSegments();
        if (segments.isEmpty()) {
            throw new UploadRefusedException(
                    "part " + number + " of the upload for " + name
                            + " is refused: where it lies depends on how long the parts"
                            + " before it are, and none of them has been uploaded that is a multiple of 64 KiB from 5 MiB on;"
                            + " upload one of them first, or set uploadPartBytes to their length",
                    null);
        }
        return (number - 1L) * segments.getAsInt();
    }

    /**
     * Takes the body in, once the part {@link #isPlaced}. Another one begins anew: what the one before has taken in does not count.
     *
     * @throws UploadRefusedException when it is not, or cannot be beside those that were uploaded before
     */
    public PartSealer sealer(SegmentedAead segments, PartBuffers buffers) {
        long position = firstSegment();
        placedBy = number == 1 ? 0 : fullSegments().orElse(0);
        requireRoom();
        checksums = new PlaintextChecksums(operation, asked());
        fingerprint = SdkChecksum.forAlgorithm(DefaultChecksumAlgorithm.SHA256);
        List<Checksum> fed = new ArrayList<>(checksums.running());
        fed.add(fingerprint);
        SegmentSealer sealer = new SegmentSealer(segments, fed, position);
        return new PartSealer(sealer, buffers, bufferBytes(), mostBytes(), this::tooLong);
    }

    private int bufferBytes() {
        if (length.isPresent()) {
            long bytes = length.getAsLong();
            return (int) (isLast(bytes) ? PartLayout.storedLast(bytes) : ObjectLayout.storedLength(bytes));
        }
        return PartLayout.LEAST_FULL_BYTES;
    }

    /**
     * How many bytes the part holds at most while it is sent, in the arrays that there are: room for them is taken before its body is
     * read. A copied one is received, too, in one array more.
     */
    public long mostHeldBytes(PartBuffers buffers) {
        long most = length.orElse(mostBytes());
        long sealed = buffers.sizeOf(Math.toIntExact(PartLayout.storedLast(most)));
        if (!isCopied()) {
            return sealed;
        }
        // A range may begin and end within segments.
        long received = (PartLayout.segmentsOf(most) + 2) * ObjectLayout.STORED_SEGMENT_BYTES;
        return sealed + buffers.sizeOf((int) Math.min(received, buffers.partBytes()));
    }

    /** Whether a part of that much plaintext can only be the last one. */
    boolean isLast(long plaintextBytes) {
        OptionalInt segments = fullSegments();
        return !canBeFull(plaintextBytes)
                || (segments.isPresent() && PartLayout.plaintextBytes(segments.getAsInt()) != plaintextBytes);
    }

    private long mostBytes() {
        int declared = Math.max(declaredSegments, token.partSegments().orElse(0));
        return Math.max(MOST_UNDECLARED_BYTES, Math.min(MOST_DECLARED_BYTES, PartLayout.plaintextBytes(declared)));
    }

    private OperationRefusedException tooLong() {
        return new OperationRefusedException(
                operation,
                "part " + number + " of the upload for " + name + " is longer than " + mostBytes()
                        + " bytes, and a part is held in memory while it is sent",
                "upload shorter parts, or set uploadPartBytes to their length");
    }

    /**
     * What is sent, once all of the body was taken in.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception BadDigest, where a checksum that was given does not match
     * @throws UploadRefusedException when the part was uploaded with other bytes before, or would be behind the last one
     */
    public UploadPartRequest stored(PartSealer sealer) {
        long bytes = sealer.plaintextBytes();
        boolean isLast = isLast(bytes);
        sealer.finish(isLast);
        checksums.verify();
        String seen = Base64.getEncoder().encodeToString(fingerprint.getChecksumBytes());
        int full = isLast || number != 1 ? placedBy : Math.toIntExact(PartLayout.segmentsOf(bytes));
        upload.seal(number, new KnownPart(firstSegment(), seen, bytes, isLast, null), full);
        return UploadIds.bare(asked()).toBuilder()
                .uploadId(token.uploadId())
                .contentLength((long) sealer.length())
                .build();
    }

    /** What the server said, with the plaintext's checksums in place of the ciphertext's. */
    public UploadPartResponse answer(UploadPartResponse response, int storedBytes) {
        WholeAnswers.require(response.eTag(), OPERATION, "nothing says whether part " + number + " was stored");
        Map<Integer, byte[]> told = checksums.computed();
        CompletedPart part = Members.copy(response, CompletedPart.builder())
                .partNumber(number)
                .build();
        UploadPartResponse answer = ChecksumMembers.replace(response.toBuilder(), told)
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
        upload.store(number, new KnownPart.Stored(part, storedBytes, ChecksumMembers.givenIn(answer)));
        return answer;
    }
}
