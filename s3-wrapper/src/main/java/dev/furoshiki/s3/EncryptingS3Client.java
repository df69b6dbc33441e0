package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.operation.Encryption;
import dev.furoshiki.s3.operation.Listings;
import dev.furoshiki.s3.operation.ObjectGet;
import dev.furoshiki.s3.operation.ObjectHead;
import dev.furoshiki.s3.operation.ObjectPut;
import dev.furoshiki.s3.operation.OperationTable;
import dev.furoshiki.s3.stream.PartBuffers;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

/**
 * An S3 client that encrypts what it puts and decrypts what it gets, over any other.
 *
 * <pre>{@code
 * S3Client s3 = EncryptingS3Client.wrap(S3Client.create(), keys, "alias/documents");
 * }</pre>
 *
 * <p>Objects are stored as docs/formats/object-v1.md has it; sizes, ranges and checksums are those of the plaintext
 * everywhere, ETags those of the store. putObject, getObject, headObject, getObjectAttributes and the lists are translated;
 * operations that touch no bytes of objects (buckets, deletions, tags, locks) are forwarded; every other (copies, uploads
 * in parts, what a later SDK adds) throws {@link OperationRefusedException}. A byte comes out only after the segment it
 * stands in was verified, so what was read before a failure is true. Failures of the envelope are
 * {@link dev.furoshiki.s3.exception.S3EncryptionException}s, those of the key service
 * {@link dev.furoshiki.key.KmsException}s.
 *
 * <p>Thread-safe. Closing it closes the client beneath, and leaves the {@link DataKeys} open. docs/s3.md says what differs from
 * a plain client.
 */
public final class EncryptingS3Client extends DelegatingS3Client {

    private final ObjectPut put;
    private final ObjectGet get;
    private final ObjectHead head;
    private final Listings listings;

    private EncryptingS3Client(S3Client s3, Encryption encryption) {
        super(s3);
        PartBuffers buffers = new PartBuffers(encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
        this.put = new ObjectPut(s3, encryption, buffers);
        this.get = new ObjectGet(s3, encryption, buffers.segments());
        this.head = new ObjectHead(s3, encryption);
        this.listings = new Listings(s3, encryption);
    }

    /**
     * A client that wraps new objects under one key, each bound to its bucket and key.
     *
     * @param s3 carries every request out, with its own endpoint, credentials and retries
     * @param keys where data keys come from
     * @param keyId a key id, key ARN or alias ({@code alias/…})
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

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return head.head(request);
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        return listings.list(request);
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return listings.list(request);
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        return listings.list(request);
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        return listings.attributes(request);
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

    /** Settings of an {@link EncryptingS3Client}. Not thread-safe. */
    public static final class Builder {

        private static final int LEAST_PART_BYTES = 5 << 20;
        private static final int MOST_PART_BYTES = 1 << 30;

        private final S3Client s3;
        private final DataKeys keys;
        private final String keyId;
        private BiFunction<String, String, EncryptionContext> contexts =
                (bucket, key) -> EncryptionContext.of(Map.of("bucket", bucket, "key", key));
        private BiPredicate<String, String> plaintextObjects = (bucket, key) -> false;
        private int partBytes = 8 << 20;

        private Builder(S3Client s3, DataKeys keys, String keyId) {
            this.s3 = s3;
            this.keys = keys;
            this.keyId = keyId;
        }

        /**
         * The encryption context of an object, from its bucket and key as a request names them; by default both, as
         * {@code bucket} and {@code key}. The key service logs it in clear. A reader needs the same function.
         */
        public Builder encryptionContext(BiFunction<String, String, EncryptionContext> fromBucketAndKey) {
            this.contexts = fromBucketAndKey;
            return this;
        }

        /**
         * Where, by bucket and key, objects are declared to be plaintext: they are handed out as they are and listed
         * with the size they have, and putObject is refused. By default nowhere: an object without an envelope is an
         * exception.
         */
        public Builder plaintextObjects(BiPredicate<String, String> declared) {
            this.plaintextObjects = declared;
            return this;
        }

        /**
         * How much plaintext a part of a multipart upload holds, and up to which length a body is sent in one request:
         * 5 MiB to 1 GiB, rounded down to 64 KiB; 8 MiB by default. Two such buffers are kept; longer bodies than 10,000
         * parts have longer parts.
         */
        public Builder partBytes(int bytes) {
            if (bytes < LEAST_PART_BYTES || bytes > MOST_PART_BYTES) {
                throw new IllegalArgumentException("a part holds " + LEAST_PART_BYTES + " to " + MOST_PART_BYTES
                        + " bytes but " + bytes + " were asked for");
            }
            this.partBytes = bytes - bytes % ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
            return this;
        }

        /** The client; nothing is sent yet. */
        public EncryptingS3Client build() {
            return new EncryptingS3Client(s3, new Encryption(keys, keyId, contexts, plaintextObjects, partBytes));
        }
    }
}
