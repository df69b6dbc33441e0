package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange;
import dev.furoshiki.s3.object.ByteRange.Closed;
import dev.furoshiki.s3.object.ByteRange.Open;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ByteRange.Suffix;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.stream.SegmentBuffers;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * One GetObject: what is asked of the store, and what its answers are.
 *
 * <p>Beside those for the bytes, requests are made for ranges only: to prove the length of an object that was stored without knowing
 * it, once; to prove that a range is behind the end, when the server says so; and when the object turns out to be declared
 * plaintext. Immutable but for the lengths that it proves, which others see.
 */
public final class GetTranslation {

    static final String OPERATION = "getObject";
    static final String CHANNEL = "openChannel";

    /** What of a HeadObject its proof does not ask: the caller's conditions held for the answer that the proof is pinned to. */
    private static final Set<String> OF_TOLD = Set.of(
            "Range", "PartNumber", "ChecksumMode", "IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince");

    /** More than one round means that somebody replaces the object while it is read. */
    public static final int MAX_ROUNDS = 8;

    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final ObjectName name;
    private final GetObjectRequest request;
    private final @Nullable PartNumber part;
    private final @Nullable ByteRange range;
    private final Encryption encryption;
    private final ProvenLengths lengths;

    private GetTranslation(
            ObjectName name,
            GetObjectRequest request,
            @Nullable PartNumber part,
            @Nullable ByteRange range,
            Encryption encryption,
            ProvenLengths lengths) {
        this.name = name;
        this.request = request;
        this.part = part;
        this.range = range;
        this.encryption = encryption;
        this.lengths = lengths;
    }

    /**
     * Reads a request.
     *
     * @throws OperationRefusedException when it cannot be carried out on an encrypted object
     */
    public static GetTranslation of(GetObjectRequest request, Encryption encryption, ProvenLengths lengths) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        PartNumber part = PartNumber.of(request.partNumber(), request.range());
        ByteRange range = part == null ? null : part.range();
        if (request.range() != null) {
            range = ByteRange.parse(OPERATION, request.range()).orElse(null);
        }
        return new GetTranslation(name, request, part, range, encryption, lengths);
    }

    /**
     * For the proof of a length that is told by another operation: then {@link #tail} is asked for.
     *
     * @param told what the caller asks
     */
    static GetTranslation ofProof(S3Request told, ObjectName name, Encryption encryption, ProvenLengths lengths) {
        GetObjectRequest request = Members.copy(told, GetObjectRequest.builder(), OF_TOLD)
                .overrideConfiguration(told.overrideConfiguration().orElse(null))
                .build();
        return new GetTranslation(name, request, null, null, encryption, lengths);
    }

    /** Likewise, for a channel: then {@link #beginning} is asked for, and {@link #pin} says what it is the beginning of. */
    public static GetTranslation ofChannel(GetObjectRequest request, Encryption encryption, ProvenLengths lengths) {
        if (request.range() != null || request.partNumber() != null) {
            throw new OperationRefusedException(
                    CHANNEL,
                    "a channel asks for the bytes at its position itself",
                    "leave range and part number out, and set the position");
        }
        return of(request, encryption, lengths);
    }

    public ObjectName name() {
        return name;
    }

    /** Whether there may be plaintext objects there. */
    public boolean mayBePlaintext() {
        return encryption.mayBePlaintext(name);
    }

    /** The caller's own request, which is that for an object which is declared to be plaintext. */
    public GetObjectRequest asWritten() {
        return request;
    }

    /** Asks for all that is wanted, in one answer. */
    public StoredGet all() {
        // What is malformed goes out as it came: servers refuse it or ignore it, and no range of stored bytes is taken.
        return range == null ? new StoredGet(request, null) : asking(range.stored());
    }

    /**
     * Asks for the beginning of what is wanted.
     *
     * @param mostSegments how many segments one answer may hold
     * @return empty where only the end of the object says where that is: {@link #beginningOf} then
     */
    public Optional<StoredGet> beginning(int mostSegments) {
        long mostBytes = (long) mostSegments * ObjectLayout.STORED_SEGMENT_BYTES;
        if (range == null) {
            return Optional.of(request.range() == null ? wholeBeginning(mostSegments) : all());
        }
        ByteRange stored = range.stored();
        if (stored instanceof Closed closed) {
            return Optional.of(
                    asking(new Closed(closed.first(), Math.min(closed.last(), closed.first() + mostBytes - 1))));
        } else if (stored instanceof Open open) {
            return Optional.of(asking(new Closed(open.first(), open.first() + mostBytes - 1)));
        }
        return ((Suffix) stored).length() <= mostBytes ? Optional.of(asking(stored)) : Optional.empty();
    }

    /** Asks for the beginning of the object, whatever range there is in the request. */
    public StoredGet wholeBeginning(int mostSegments) {
        return asking(new Closed(0, (long) mostSegments * ObjectLayout.STORED_SEGMENT_BYTES - 1));
    }

    /**
     * Likewise, of a range that counts from the end.
     *
     * @param length of the plaintext, as it was proven
     * @param eTag of the answer that proved it
     */
    public StoredGet beginningOf(long length, String eTag, int mostSegments) {
        Span plain = Objects.requireNonNull(range).within(length).orElseThrow(ServiceErrors::invalidRange);
        long first = ObjectLayout.storedOffset(ObjectLayout.segmentAt(plain.first()));
        long last = first + (long) mostSegments * ObjectLayout.STORED_SEGMENT_BYTES - 1;
        return new StoredGet(pinned(eTag, first, last), new Closed(first, last));
    }

    /**
     * What follows an answer.
     *
     * @param total how many bytes are stored, as it says
     */
    public RestOfObject restOf(GetObjectResponse begun, long total) {
        return new RestOfObject(this, begun, total);
    }

    /** Asks for more of what an answer began: of that object, and no other. */
    public GetObjectRequest rest(GetObjectResponse begun, long first, long last) {
        return pinned(begun.eTag(), first, last);
    }

    /** The caller's conditions held for what the ETag is of. A version would be another permission of S3's than the caller needs. */
    private GetObjectRequest pinned(String eTag, long first, long last) {
        return withoutPart()
                .range(new Closed(first, last).header())
                .ifMatch(eTag)
                .ifNoneMatch(null)
                .ifModifiedSince(null)
                .ifUnmodifiedSince(null)
                .build();
    }

    /**
     * Compares an answer to {@link #rest} with what was asked. Which object it is of needs no comparing: its segments open under
     * the keys of the first answer, or not at all.
     *
     * @throws TamperedObjectException when it holds other bytes
     */
    public void requireRest(GetObjectResponse response, long first, long last, long total) {
        String expected = "bytes " + first + "-" + last + "/" + total;
        if (!expected.equals(response.contentRange())) {
            throw new TamperedObjectException(
                    name + " was asked for " + expected + " and the server answered " + response.contentRange()
                            + "; look at what stands between this client and the store, or read it again",
                    null);
        }
    }

    private StoredGet asking(ByteRange stored) {
        return new StoredGet(withoutPart().range(stored.header()).build(), stored);
    }

    /** The store's parts are others. */
    private GetObjectRequest.Builder withoutPart() {
        return request.toBuilder().partNumber(null);
    }

    /** Whether S3 said that the object has no such range of stored bytes. */
    public boolean isUnsatisfiable(@Nullable Throwable failed) {
        return failed instanceof S3Exception said && said.statusCode() == RANGE_NOT_SATISFIABLE;
    }

    /** Whether the caller asked for a range, or for a part. */
    public boolean isRanged() {
        return range != null;
    }

    /** Whether an object of that length has nothing of the range, too. */
    public boolean isBehindEnd(long length) {
        return range != null && range.within(length).isEmpty() && (part == null || !part.isIn(length));
    }

    /**
     * What the caller is told of what {@link #isBehindEnd}.
     *
     * @param said what the server said of the stored bytes
     */
    public S3Exception behindEnd(Throwable said) {
        return part == null && said instanceof S3Exception ofTheRange ? ofTheRange : behindEnd();
    }

    private S3Exception behindEnd() {
        return part == null ? ServiceErrors.invalidRange() : ServiceErrors.noSuchPart();
    }

    /**
     * Looks into an answer, and opens the keys of the object: may call the key service.
     *
     * @throws TamperedObjectException when it cannot be what was stored there
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it is not encrypted, or otherwise than is read here
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     * @throws S3Exception InvalidRange or InvalidPartNumber, where the object has nothing of the range or part
     */
    public Verdict verdict(StoredGet asked, GetObjectResponse response) {
        Optional<OpenAnswer> opened =
                OpenAnswer.of(response, name, encryption, span -> requireServed(asked, response, span));
        if (opened.isEmpty()) {
            // Of the request that went out: its caller asks for all, and may have expected no plaintext a moment ago.
            return asked.range() == null ? new Verdict.Plaintext() : new Verdict.PlaintextForStoredRange();
        }
        try {
            return verdict(response, opened.get());
        } catch (RuntimeException e) {
            opened.get().object().close();
            throw e;
        }
    }

    private Verdict verdict(GetObjectResponse response, OpenAnswer opened) {
        OpenObject object = opened.object();
        long length = opened.span().plaintextLength();
        boolean isProven = object.facts().isPresent() || lengths.has(object.objectId(), length);
        if (range != null && !isProven) {
            object.close();
            return new Verdict.Unproven(response.eTag());
        }
        Span plain = range == null
                ? Span.whole(length).orElse(null)
                : range.within(length).orElse(null);
        if (isBehindEnd(length)) {
            throw behindEnd();
        }
        boolean isRanged = range != null && plain != null;
        GetObjectResponse answer = GetAnswers.of(response, plain, isRanged, part != null, length, object);
        return new Verdict.Encrypted(object, opened.span(), plain, answer);
    }

    /**
     * Holds on to the object that an answer is of, and opens its keys: may call the key service.
     *
     * @throws TamperedObjectException when it cannot be what was stored there
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it is not encrypted, or otherwise than is read here
     * @throws dev.furoshiki.key.KmsException when the key service refuses
     */
    public PinnedObject pin(StoredGet asked, GetObjectResponse response) {
        Optional<OpenAnswer> opened =
                OpenAnswer.of(response, name, encryption, span -> requireServed(asked, response, span));
        return opened.isEmpty()
                ? PinnedPlaintext.of(this, asked, response)
                : new PinnedSegments(
                        this, response, opened.get().object(), opened.get().span(), lengths);
    }

    /** A server may send everything to whoever asks for a range, but no range that nobody asked for. */
    private void requireServed(StoredGet asked, GetObjectResponse response, StoredSpan span) {
        if (response.contentRange() == null) {
            return;
        }
        if (asked.range() == null || !asked.range().isServedBy(span)) {
            throw new TamperedObjectException(
                    name + " was asked for " + asked.described() + " and the server answered " + response.contentRange()
                            + "; look at what stands between this client and the store",
                    null);
        }
    }

    /**
     * Asks for the final segment, which proves the length. What it proves is remembered by object id, so that the range can be
     * asked for again without pinning anything.
     *
     * @param eTag of the answer that raised the question; null when there was none
     */
    public GetObjectRequest tail(@Nullable String eTag) {
        GetObjectRequest.Builder tail = withoutPart().range("bytes=-" + ObjectLayout.STORED_SEGMENT_BYTES);
        if (eTag != null) {
            // The caller's conditions held for that.
            tail.ifMatch(eTag).ifNoneMatch(null).ifModifiedSince(null).ifUnmodifiedSince(null);
        }
        return tail.build();
    }

    /**
     * Verifies the final segment: may call the key service.
     *
     * @return the plaintext length; empty when the object is declared plaintext, and is
     */
    public Optional<Long> proveLength(GetObjectResponse response, AbortableInputStream body, SegmentBuffers buffers)
            throws IOException {
        Optional<OpenAnswer> opened = OpenAnswer.of(response, name, encryption, span -> {});
        if (opened.isEmpty()) {
            body.abort();
            return Optional.empty();
        }
        OpenObject object = opened.get().object();
        StoredSpan span = opened.get().span();
        try (DecryptingInputStream stream = new DecryptingInputStream(body, object, span, null, buffers)) {
            if (stream.read() >= 0 || !span.reachesEnd()) {
                throw new TamperedObjectException(name + " was answered without its final segment", null);
            }
        }
        lengths.add(object.objectId(), span.plaintextLength());
        return Optional.of(span.plaintextLength());
    }

    /**
     * What it says that the {@link #tail} was not to be had.
     *
     * @return 0 when the object was replaced in between, so that the next round looks at the new one; empty when it is declared
     *     plaintext, and is
     * @throws S3Exception that failure, where it says nothing
     */
    public Optional<Long> lengthWithout(S3Exception failed, @Nullable String eTag) {
        if (eTag != null && failed.statusCode() == PRECONDITION_FAILED) {
            return Optional.of(0L);
        } else if (failed.statusCode() != RANGE_NOT_SATISFIABLE) {
            throw failed;
        } else if (encryption.mayBePlaintext(name)) {
            return Optional.empty();
        }
        throw new TamperedObjectException(
                name + " holds no bytes, which no encrypted object does: it was cut, or stored by a plain"
                        + " client; restore it from a backup or an earlier version",
                failed);
    }

    /** After {@link #MAX_ROUNDS}. */
    public SdkClientException replacedTooOften() {
        return SdkClientException.create(name + " was replaced " + MAX_ROUNDS + " times while a range of it was read;"
                + " try again, or name a version");
    }

    /** Whether a condition on the object that an answer was of is not met any more. */
    public static boolean isReplaced(@Nullable Throwable failed) {
        return failed instanceof S3Exception said && said.statusCode() == PRECONDITION_FAILED;
    }

    /** What of it was seen before is not there any more. */
    public TamperedObjectException replaced() {
        return new TamperedObjectException(name + " was replaced while it was read; read it again", null);
    }

    /** Whether an answer is of plaintext, where there may be some: not of an encrypted object, nor of one that may be. */
    public boolean isExpectedPlaintext(GetObjectResponse response) {
        return Envelopes.find(response.metadata(), name).isEmpty()
                && encryption.isPlaintextExpected(name, response.missingMeta());
    }
}
