package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.WorkThreads;
import dev.furoshiki.s3.sync.ObjectChannels;
import dev.furoshiki.s3.sync.ObjectCopy;
import dev.furoshiki.s3.sync.ObjectGet;
import dev.furoshiki.s3.sync.ObjectPut;
import dev.furoshiki.s3.sync.ObjectUploads;
import dev.furoshiki.s3.sync.PartCopy;
import dev.furoshiki.s3.sync.SyncBuffers;
import dev.furoshiki.s3.sync.ToldObjects;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ListTranslation;
import dev.furoshiki.s3.translation.OperationTable;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.RenameTranslation;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.RenameObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

/**
 * An S3 client that encrypts what it puts and decrypts what it gets, over any other.
 *
 * <pre>{@code
 * S3Client s3 = EncryptingS3Client.wrap(S3Client.create(), keys, "alias/documents");
 * }</pre>
 *
 * <p>Objects are stored as docs/formats/object-v1.md has it; sizes, ranges and checksums are those of the plaintext
 * everywhere, ETags those of the store. putObject, getObject, headObject, copyObject, uploads in parts, getObjectAttributes and the
 * lists are translated; operations that touch no bytes of objects (buckets, deletions, tags, locks) are forwarded; every other (what
 * a later SDK adds) throws {@link OperationRefusedException}. A byte comes out only after the segment it
 * stands in was verified, so what was read before a failure is true. Failures of the envelope are
 * {@link dev.furoshiki.s3.exception.S3EncryptionException}s, those of the key service
 * {@link dev.furoshiki.key.KmsException}s.
 *
 * <p>Objects over one part are sent and received some parts at a time ({@code partsInFlight}), beside the thread that calls, which seals
 * and opens them.
 *
 * <p>Thread-safe. Closing it closes the client beneath and its own threads, and leaves the {@link DataKeys} and an executor that it was
 * given open. docs/s3.md says what differs from
 * a plain client.
 */
public final class EncryptingS3Client extends DelegatingS3Client {

    private final S3Client s3;
    private final Encryption encryption;
    private final ObjectPut put;
    private final ObjectGet get;
    private final ObjectChannels channels;
    private final ObjectCopy copies;
    private final ToldObjects told;
    private final ListTranslation lists;
    private final ObjectUploads uploads;
    private final PartCopy partCopies;
    private final @Nullable WorkThreads ownThreads;

    EncryptingS3Client(S3Client s3, Encryption encryption, SyncBuffers shared, @Nullable WorkThreads ownThreads) {
        this(s3, encryption, shared, ownThreads, new UploadTranslation(encryption, 0));
    }

    /** @param ownThreads end with this client; null where the executor is somebody else's */
    EncryptingS3Client(
            S3Client s3,
            Encryption encryption,
            SyncBuffers shared,
            @Nullable WorkThreads ownThreads,
            UploadTranslation uploads) {
        super(s3);
        this.uploads = new ObjectUploads(s3, uploads, shared.parts());
        this.s3 = s3;
        this.encryption = encryption;
        this.ownThreads = ownThreads;
        this.put = new ObjectPut(s3, encryption, shared);
        ProvenLengths lengths = new ProvenLengths();
        this.get = new ObjectGet(s3, encryption, shared, lengths);
        this.channels = new ObjectChannels(s3, encryption, shared.parts(), lengths);
        this.copies = new ObjectCopy(s3, encryption);
        this.told = new ToldObjects(s3, encryption, shared.parts().segments(), lengths);
        this.lists = new ListTranslation(encryption);
        this.partCopies =
                new PartCopy(s3, encryption, get, this.uploads, shared.parts().segments(), lengths);
    }

    /**
     * A client that wraps new objects under one key, each bound to its bucket and key.
     *
     * @param s3 carries every request out, with its own endpoint, credentials and retries
     * @param keys where data keys come from
     * @param keyId a key id, key ARN or alias ({@code alias/…})
     * @throws IllegalArgumentException when the client beneath encrypts already
     */
    public static EncryptingS3Client wrap(S3Client s3, DataKeys keys, String keyId) {
        return builder(s3, keys, keyId).build();
    }

    /** For settings beyond {@link #wrap}. */
    public static Builder builder(S3Client s3, DataKeys keys, String keyId) {
        return new Builder(s3, keys, keyId);
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        return put.put(request, body);
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        return get.get(request, transformer);
    }

    /**
     * Opens an object to be read at any place, from its beginning on.
     *
     * <p>Its size is that of the plaintext, and proven. Only verified bytes come out, of the one object that was there when it was
     * opened: a read throws an IOException when another has taken its place. Reads that go on where the last one ended are answered
     * from what was asked for ahead, 256 KiB at first and up to one part; a read elsewhere begins with 256 KiB again. A read returns
     * what is at hand, and at least one byte, so that it may be short of the end. In places that are declared to be plaintext a
     * plaintext object is read likewise.
     *
     * <p>Opening fails as getObject does. What fails in a read is the cause of an {@link java.io.IOException}; position and channel
     * stay as they are, and the read may be tried again. Closing and interrupting are as with a
     * {@link java.nio.channels.FileChannel}; a request that the server has not begun to answer ends when it does, or at the time limit
     * of the client beneath. The channel is thread-safe, not to be written to, and holds up to one part and keys until it is closed.
     *
     * @param request names no range
     * @throws OperationRefusedException when it does
     */
    public SeekableByteChannel openChannel(GetObjectRequest request) {
        return channels.open(request);
    }

    /** As {@link #openChannel(GetObjectRequest)}. */
    public SeekableByteChannel openChannel(Consumer<GetObjectRequest.Builder> request) {
        return openChannel(GetObjectRequest.builder().applyMutation(request).build());
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return told.head(request);
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        return lists.answer(request, s3.listObjectsV2(request));
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return lists.answer(request, s3.listObjects(request));
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        return lists.answer(request, s3.listObjectVersions(request));
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        return told.attributes(request);
    }

    /** May call key services, of the source's recipients and of this client's. */
    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        return copies.copy(request);
    }

    /** Refused where the encryption context, or a rule, tells the old name from the new one: by default always. */
    @Override
    public RenameObjectResponse renameObject(RenameObjectRequest request) {
        RenameTranslation.requireHarmless(request, encryption);
        return s3.renameObject(request);
    }

    /** May call key services. The upload id is one of this client's, in which the keys are wrapped: some 1,000 characters. */
    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        return uploads.create(request);
    }

    /**
     * Holds the part in memory while it is sent. A part that is no multiple of 64 KiB from 5 MiB on, or as long as the others, is sealed
     * as the last one. May call the key service; where the first part to come is the last one, it waits for the call of another, ten
     * seconds at most.
     */
    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        return uploads.uploadPart(request, body);
    }

    /**
     * The range comes through this client, which opens it and seals it as a part: held in memory and placed as that of
     * {@link #uploadPart} is. May call key services, of the source's recipients and of the upload's.
     */
    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        return partCopies.copy(request);
    }

    /** May call the key service, and asks for the parts where another process has uploaded them. */
    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        return uploads.complete(request);
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        return uploads.abort(request);
    }

    @Override
    public ListPartsResponse listParts(ListPartsRequest request) {
        return uploads.list(request);
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return uploads.list(request);
    }

    /** A waiter that asks through this client. */
    @Override
    public S3Waiter waiter() {
        return S3Waiter.builder().client(this).build();
    }

    /** Refused: the client beneath would store plaintext and hand out ciphertext. */
    @Override
    public SdkClient delegate() {
        throw new OperationRefusedException(
                "delegate", "the client beneath stores plaintext", "keep the plain client where you made it");
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        OperationTable.requirePass(request);
        return operation.apply(request);
    }

    @Override
    public void close() {
        super.close();
        if (ownThreads != null) {
            ownThreads.close();
        }
    }

    /** Settings of an {@link EncryptingS3Client}. Not thread-safe. */
    public static final class Builder extends EncryptionBuilder<Builder> {

        private static final int LEAST_IDLE_BUFFERS = 2;
        private static final int MOST_IDLE_BYTES = 128 << 20;

        private final S3Client s3;
        private @Nullable Executor executor;

        private Builder(S3Client s3, DataKeys keys, String keyId) {
            super(keys, keyId);
            this.s3 = s3;
        }

        /**
         * Where parts of large objects are sent and received beside the thread that calls; by default some threads of the client's own,
         * which end when there is nothing to do. The client leaves it open. Work that it does not take, or has not begun when it is
         * needed, is done by the thread that calls: so an executor that is full makes this slower, and the threads that call may be
         * its own.
         */
        public Builder executor(Executor shared) {
            this.executor = Objects.requireNonNull(shared);
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * The client; nothing is sent yet.
         *
         * @throws IllegalArgumentException when the client beneath encrypts already
         */
        public EncryptingS3Client build() {
            requirePlain(s3);
            Encryption encryption = encryption();
            int parts = partsInFlight();
            WorkThreads ownThreads = executor == null ? new WorkThreads(parts) : null;
            SyncBuffers shared = new SyncBuffers(
                    executor == null ? Objects.requireNonNull(ownThreads) : executor,
                    new PartBuffers(
                            encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES,
                            idleBuffers(parts, encryption.partBytes())),
                    new BufferBudget(2 * parts),
                    parts);
            return new EncryptingS3Client(s3, encryption, shared, ownThreads, uploads(encryption));
        }

        /** As many as one body has, where they are not too large to be kept for nobody. */
        private static int idleBuffers(int partsInFlight, int partBytes) {
            return Math.max(LEAST_IDLE_BUFFERS, Math.min(partsInFlight + 1, MOST_IDLE_BYTES / partBytes));
        }
    }
}
