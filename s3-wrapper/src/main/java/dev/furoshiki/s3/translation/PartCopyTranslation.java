package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ByteRange;
import dev.furoshiki.s3.object.ByteRange.Closed;
import dev.furoshiki.s3.object.ByteRange.Suffix;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * One UploadPartCopy. The store cannot copy what is to be sealed under another object's key, so the range comes through this client: a
 * GetObject and an UploadPart. Only plaintext that goes into an upload of the store's own, where plaintext is declared, is left to it.
 *
 * <p>The end of the source is asked for first. It proves how long the source is, by which the range is judged and the part placed before
 * any of it is read, and has the ETag that all of it is pinned to. Immutable.
 */
public final class PartCopyTranslation {

    static final String OPERATION = "uploadPartCopy";

    private static final int NOT_MODIFIED = 304;

    private final CopySource source;
    private final ObjectName destination;
    private final UploadPartCopyRequest request;
    private final boolean isOfStore;
    private final @Nullable Closed range;
    private final GetTranslation get;
    private final Encryption encryption;

    private PartCopyTranslation(
            CopySource source,
            ObjectName destination,
            UploadPartCopyRequest request,
            boolean isOfStore,
            @Nullable Closed range,
            GetTranslation get,
            Encryption encryption) {
        this.source = source;
        this.destination = destination;
        this.request = request;
        this.isOfStore = isOfStore;
        this.range = range;
        this.get = get;
        this.encryption = encryption;
    }

    /**
     * Reads a request.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when it cannot be carried out on an encrypted object
     * @throws S3Exception InvalidArgument, where the range is none
     */
    public static PartCopyTranslation of(UploadPartCopyRequest request, Encryption encryption, ProvenLengths lengths) {
        ObjectName destination = Names.of(request.destinationBucket(), request.destinationKey());
        RawHeaders.requireHarmless(OPERATION, request);
        CopySource source = CopySource.of(OPERATION, request);
        String id = request.uploadId();
        boolean isOfStore = id != null && !UploadToken.isToken(id) && encryption.isDeclaredPlaintext(destination);
        if (!isOfStore) {
            UploadToken unused = UploadIds.token(OPERATION, id, destination);
        }
        GetObjectRequest asked = source.get(
                        request, request.expectedSourceBucketOwner(), request.requestPayerAsString())
                .overrideConfiguration(UploadIds.override(request))
                .build();
        return new PartCopyTranslation(
                source,
                destination,
                request,
                isOfStore,
                isOfStore ? null : rangeOf(request.copySourceRange()),
                GetTranslation.of(asked, encryption, lengths),
                encryption);
    }

    private static @Nullable Closed rangeOf(@Nullable String header) {
        if (header == null) {
            return null;
        }
        boolean namesOne = !header.contains(",");
        if (namesOne && ByteRange.parse(OPERATION, header).orElse(null) instanceof Closed closed) {
            return closed;
        }
        throw ServiceErrors.invalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last"
                + " where first and last are the zero-based offsets of the first and last bytes to copy");
    }

    /** Proves by the answer to {@link #end} how long the source is. */
    public GetTranslation proof() {
        return get;
    }

    /** Asks for the end of the source, under the conditions of the copy. */
    public GetObjectRequest end() {
        return get.tail(null);
    }

    /**
     * What is to be done.
     *
     * @param found the answer to {@link #end}
     * @param length of the plaintext, as it was proven; empty for a source that is declared to be plaintext, and is
     * @throws OperationRefusedException when what is encrypted would go to where plaintext is declared
     * @throws S3Exception InvalidArgument where the source ends before the range does, InvalidRequest where that is too long
     */
    public PartCopying copying(GetObjectResponse found, Optional<Long> length) {
        WholeAnswers.require(found.eTag(), "getObject", "nothing says what " + source.name() + " is");
        if (length.isEmpty()) {
            return isOfStore ? inStore(found) : through(found, plaintextLength(found), false);
        } else if (isOfStore) {
            throw new OperationRefusedException(
                    OPERATION,
                    source.name() + " is encrypted, and " + destination
                            + " lies where this client was told that objects are plaintext",
                    "get the range and upload it through the plain client, or copy it to another place");
        }
        return through(found, length.get(), true);
    }

    /**
     * Pinned: what is encrypted by the time of the copy would lie there as plaintext does. The conditions held for that.
     */
    private PartCopying inStore(GetObjectResponse found) {
        return new PartCopying.InStore(request.toBuilder()
                .copySourceIfMatch(found.eTag())
                .copySourceIfNoneMatch(null)
                .copySourceIfModifiedSince(null)
                .copySourceIfUnmodifiedSince(null)
                .build());
    }

    private long plaintextLength(GetObjectResponse found) {
        StoredGet asked = new StoredGet(end(), new Suffix(ObjectLayout.STORED_SEGMENT_BYTES));
        return PinnedPlaintext.of(get, asked, found).length();
    }

    /**
     * Asks for all of a source of which S3 says that it has no end, under the conditions of the copy: what the copy is pinned to, no
     * answer to a range of it says.
     *
     * @throws S3Exception what that failure means, where it says something else
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when there should be an encrypted object
     */
    public GetObjectRequest withoutEnd(S3Exception failed) {
        if (get.lengthWithout(meaningOf(failed), null).isPresent()) {
            throw failed;
        }
        return end().toBuilder().range(null).build();
    }

    /** What a failure to get the source means to who copies: S3 has another one for a condition that does not hold. */
    public S3Exception meaningOf(S3Exception failed) {
        return failed.statusCode() == NOT_MODIFIED ? ServiceErrors.preconditionFailed() : failed;
    }

    /**
     * What is to be done with a source without bytes.
     *
     * @param found the answer to {@link #withoutEnd}
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException when it has some by now
     */
    public PartCopying copyingOfNothing(GetObjectResponse found) {
        WholeAnswers.require(found.eTag(), "getObject", "nothing says what " + source.name() + " is");
        boolean isEmpty = found.contentLength() != null && found.contentLength() == 0;
        if (!isEmpty || !get.isExpectedPlaintext(found)) {
            throw get.replaced();
        }
        return isOfStore ? inStore(found) : through(found, 0, false);
    }

    private PartCopying through(GetObjectResponse found, long length, boolean isEncrypted) {
        if (range != null && range.last() >= length) {
            // As S3 has it of copies: of a GET that would be 416.
            throw ServiceErrors.invalidArgument("Range specified is not valid for source object of size: " + length);
        }
        long bytes = range == null ? length : range.last() - range.first() + 1;
        long most = encryption.copySizes().mostBytesInOne();
        if (bytes > most) {
            throw ServiceErrors.invalidRequest(
                    "The specified copy source is larger than the maximum allowable size for a copy source: " + most);
        }
        return new PartCopying.Through(new PartSource(get, found, range, bytes, isEncrypted, part()));
    }

    private UploadPartRequest part() {
        UploadPartRequest.Builder part = Members.copy(request, UploadPartRequest.builder())
                .bucket(destination.bucket())
                .key(destination.key());
        request.overrideConfiguration().ifPresent(part::overrideConfiguration);
        return part.build();
    }

    /** What the store said of a part that it has copied. */
    public UploadPartCopyResponse answer(UploadPartCopyResponse response) {
        WholeAnswers.require(
                response.copyPartResult(),
                OPERATION,
                "nothing says whether the part of " + destination + " was copied");
        return response;
    }
}
