package dev.furoshiki.benchmarks.workload;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An object through an {@link S3AsyncClient}: its body is published in pieces that are in memory, and received piece by piece. */
final class AsyncObjectStore implements ObjectStore {

    private final S3AsyncClient client;
    private final S3AsyncClient putting;
    private final String bucket;
    private final String key;
    private final ByteBuffer[] pieces;

    AsyncObjectStore(S3AsyncClient client, String bucket, String key, ObjectBody body) {
        this(client, client, bucket, key, body);
    }

    /** @param putting what bodies are put by: S3Proxy has no GET by the number of a part, which the SDK's multipart client reads by */
    AsyncObjectStore(S3AsyncClient client, S3AsyncClient putting, String bucket, String key, ObjectBody body) {
        this.client = client;
        this.putting = putting;
        this.bucket = bucket;
        this.key = key;
        this.pieces = body.pieces();
    }

    @Override
    public void put() {
        PutObjectRequest request =
                PutObjectRequest.builder().bucket(bucket).key(key).build();
        putting.putObject(request, AsyncRequestBody.fromRemainingByteBuffersUnsafe(pieces))
                .join();
    }

    @Override
    public void get(@Nullable String range, Sink sink) {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(bucket).key(key).range(range).build();
        client.getObject(request, AsyncResponseTransformer.toPublisher())
                .join()
                .subscribe(sink::accept)
                .join();
    }

    @Override
    public void close() {
        client.deleteObject(request -> request.bucket(bucket).key(key)).join();
        putting.close();
        client.close();
    }
}
