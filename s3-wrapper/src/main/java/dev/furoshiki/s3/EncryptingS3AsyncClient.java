package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.async.AsyncBuffers;
import dev.furoshiki.s3.async.AsyncObjectCopy;
import dev.furoshiki.s3.async.AsyncObjectGet;
import dev.furoshiki.s3.async.AsyncObjectPut;
import dev.furoshiki.s3.async.AsyncPartCopy;
import dev.furoshiki.s3.async.AsyncToldObjects;
import dev.furoshiki.s3.async.AsyncTranslations;
import dev.furoshiki.s3.async.AsyncUploads;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.WorkThreads;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.OperationTable;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
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
import software.amazon.awssdk.services.s3.presignedurl.AsyncPresignedUrlExtension;
import software.amazon.awssdk.services.s3.waiters.S3AsyncWaiter;

/**
 * An asynchronous S3 client that encrypts what it puts and decrypts what it gets, over any other.
 *
 * <pre>{@code
 * S3AsyncClient s3 = EncryptingS3AsyncClient.wrap(S3AsyncClient.create(), keys, "alias/documents");
 * }</pre>
 *
 * <p>It stores and reads the same objects as {@link EncryptingS3Client}, and what is said there of operations, sizes and failures
 * holds here. Failures are those of the future that a call returns, never thrown by the call; cancelling that ends what was begun, a
 * multipart upload by its abortion.
 *
 * <p>Objects over one part are sent and received some parts at a time; each body holds at least one buffer of a part, and up to
 * {@code partsInFlight} of them where others leave some of the client's. Bodies are asked for more bytes only while there is a
 * buffer for them. Key services are called, bytes sealed and opened, and subscribers called on the client's executor, never on a
 * thread of the client beneath.
 *
 * <p>Thread-safe. Closing it closes the client beneath and its own threads, and leaves the {@link DataKeys} and an executor that it
 * was given open.
 */
public final class EncryptingS3AsyncClient extends DelegatingS3AsyncClient {

    private final int partBytes;
    private final int partsInFlight;
    private final AsyncObjectPut put;
    private final AsyncObjectGet get;
    private final AsyncObjectCopy copies;
    private final AsyncToldObjects told;
    private final AsyncTranslations translations;
    private final AsyncUploads uploads;
    private final AsyncPartCopy partCopies;
    private final @Nullable WorkThreads ownThreads;
    /** Of all waiters, whose own thread would end with nothing else. */
    private final ScheduledThreadPoolExecutor waiting = WorkThreads.scheduler();

    /** @param ownThreads end with this client; null where the executor is somebody else's */
    EncryptingS3AsyncClient(
            S3AsyncClient s3, Encryption encryption, AsyncBuffers shared, @Nullable WorkThreads ownThreads) {
        this(s3, encryption, shared, ownThreads, new UploadTranslation(encryption, 0));
    }

    EncryptingS3AsyncClient(
            S3AsyncClient s3,
            Encryption encryption,
            AsyncBuffers shared,
            @Nullable WorkThreads ownThreads,
            UploadTranslation uploads) {
        super(s3);
        this.uploads = new AsyncUploads(s3, uploads, shared);
        this.ownThreads = ownThreads;
        this.partBytes = encryption.partBytes();
        this.partsInFlight = shared.inFlight();
        this.put = new AsyncObjectPut(s3, encryption, shared);
        ProvenLengths lengths = new ProvenLengths();
        this.get = new AsyncObjectGet(s3, encryption, shared, lengths);
        this.told = new AsyncToldObjects(s3, encryption, shared, lengths);
        this.partCopies = new AsyncPartCopy(s3, encryption, get, this.uploads, shared, lengths);
        this.copies = new AsyncObjectCopy(s3, encryption, shared);
        this.translations = new AsyncTranslations(s3, encryption);
    }

    /**
     * A client that wraps new objects under one key, each bound to its bucket and key.
     *
     * @param s3 carries every request out, with its own endpoint, credentials and retries
     * @param keys where data keys come from
     * @param keyId a key id, key ARN or alias ({@code alias/…})
     * @throws IllegalArgumentException when the client beneath encrypts already
     */
    public static EncryptingS3AsyncClient wrap(S3AsyncClient s3, DataKeys keys, String keyId) {
        return builder(s3, keys, keyId).build();
    }

    /** For settings beyond {@link #wrap}. */
    public static Builder builder(S3AsyncClient s3, DataKeys keys, String keyId) {
        return new Builder(s3, keys, keyId);
    }

    @Override
    public CompletableFuture<PutObjectResponse> putObject(PutObjectRequest request, AsyncRequestBody body) {
        return put.put(request, body);
    }

    @Override
    public <T> CompletableFuture<T> getObject(
            GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
        return get.get(request, transformer);
    }

    @Override
    public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
        return told.head(request);
    }

    @Override
    public CompletableFuture<ListObjectsV2Response> listObjectsV2(ListObjectsV2Request request) {
        return translations.list(request);
    }

    @Override
    public CompletableFuture<ListObjectsResponse> listObjects(ListObjectsRequest request) {
        return translations.list(request);
    }

    @Override
    public CompletableFuture<ListObjectVersionsResponse> listObjectVersions(ListObjectVersionsRequest request) {
        return translations.list(request);
    }

    @Override
    public CompletableFuture<GetObjectAttributesResponse> getObjectAttributes(GetObjectAttributesRequest request) {
        return told.attributes(request);
    }

    @Override
    public CompletableFuture<CopyObjectResponse> copyObject(CopyObjectRequest request) {
        return copies.copy(request);
    }

    /** Refused as {@link EncryptingS3Client#renameObject} is. */
    @Override
    public CompletableFuture<RenameObjectResponse> renameObject(RenameObjectRequest request) {
        return translations.rename(request);
    }

    /** As {@link EncryptingS3Client#createMultipartUpload}. */
    @Override
    public CompletableFuture<CreateMultipartUploadResponse> createMultipartUpload(
            CreateMultipartUploadRequest request) {
        return uploads.create(request);
    }

    /** As {@link EncryptingS3Client#uploadPart}; no thread waits. */
    @Override
    public CompletableFuture<UploadPartResponse> uploadPart(UploadPartRequest request, AsyncRequestBody body) {
        return uploads.uploadPart(request, body);
    }

    /** As {@link EncryptingS3Client#uploadPartCopy}; no thread waits. */
    @Override
    public CompletableFuture<UploadPartCopyResponse> uploadPartCopy(UploadPartCopyRequest request) {
        return partCopies.copy(request);
    }

    /** As {@link EncryptingS3Client#completeMultipartUpload}. */
    @Override
    public CompletableFuture<CompleteMultipartUploadResponse> completeMultipartUpload(
            CompleteMultipartUploadRequest request) {
        return uploads.complete(request);
    }

    @Override
    public CompletableFuture<AbortMultipartUploadResponse> abortMultipartUpload(AbortMultipartUploadRequest request) {
        return uploads.abort(request);
    }

    @Override
    public CompletableFuture<ListPartsResponse> listParts(ListPartsRequest request) {
        return uploads.list(request);
    }

    @Override
    public CompletableFuture<ListMultipartUploadsResponse> listMultipartUploads(ListMultipartUploadsRequest request) {
        return uploads.list(request);
    }

    /** How much plaintext a part holds. */
    int partBytes() {
        return partBytes;
    }

    /** How many parts of one body are on their way at once. */
    int partsInFlight() {
        return partsInFlight;
    }

    /** A waiter that asks through this client. */
    @Override
    public S3AsyncWaiter waiter() {
        return S3AsyncWaiter.builder()
                .client(this)
                .scheduledExecutorService(waiting)
                .build();
    }

    /** Refused: a presigned URL leads to ciphertext. */
    @Override
    public AsyncPresignedUrlExtension presignedUrlExtension() {
        throw new OperationRefusedException(
                "presignedUrlExtension",
                "what a presigned URL leads to is ciphertext",
                "get the object through this client, by bucket and key");
    }

    /** Refused: the client beneath would store plaintext and hand out ciphertext. */
    @Override
    public SdkClient delegate() {
        throw new OperationRefusedException(
                "delegate", "the client beneath stores plaintext", "keep the plain client where you made it");
    }

    @Override
    protected <T extends S3Request, R> CompletableFuture<R> invokeOperation(
            T request, Function<T, CompletableFuture<R>> operation) {
        try {
            OperationTable.requirePass(request);
        } catch (OperationRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return operation.apply(request);
    }

    @Override
    public void close() {
        super.close();
        waiting.shutdownNow();
        if (ownThreads != null) {
            ownThreads.close();
        }
    }

    /** Settings of an {@link EncryptingS3AsyncClient}. Not thread-safe. */
    public static final class Builder extends EncryptionBuilder<Builder> {

        private final S3AsyncClient s3;
        private @Nullable Executor executor;

        private Builder(S3AsyncClient s3, DataKeys keys, String keyId) {
            super(keys, keyId);
            this.s3 = s3;
        }

        /**
         * What runs whatever seals, opens, waits for a key service (as long as {@code callTimeout}), or calls a subscriber; by
         * default some threads of the client's own. One that runs tasks on the thread which hands them over blocks threads of the client beneath.
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
        public EncryptingS3AsyncClient build() {
            requirePlain(s3);
            Encryption encryption = encryption();
            int parts = partsInFlight();
            WorkThreads ownThreads = executor == null ? new WorkThreads() : null;
            AsyncBuffers shared = new AsyncBuffers(
                    executor == null ? Objects.requireNonNull(ownThreads) : executor,
                    new PartBuffers(encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES, parts),
                    new BufferBudget(2 * parts),
                    parts);
            return new EncryptingS3AsyncClient(s3, encryption, shared, ownThreads, uploads(encryption));
        }
    }
}
