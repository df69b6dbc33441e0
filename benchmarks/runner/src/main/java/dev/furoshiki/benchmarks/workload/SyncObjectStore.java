package dev.furoshiki.benchmarks.workload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An object through an {@link S3Client}: its body is read from a stream, and into one. */
final class SyncObjectStore implements ObjectStore {

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final ObjectBody body;
    private final byte[] buffer = new byte[1 << 16];

    SyncObjectStore(S3Client client, String bucket, String key, ObjectBody body) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.body = body;
    }

    @Override
    public void put() {
        PutObjectRequest request =
                PutObjectRequest.builder().bucket(bucket).key(key).build();
        client.putObject(
                request, RequestBody.fromContentProvider(body::stream, body.length(), "application/octet-stream"));
    }

    @Override
    public void get(@Nullable String range, Sink sink) throws IOException {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(bucket).key(key).range(range).build();
        try (InputStream content = client.getObject(request)) {
            ByteBuffer read = ByteBuffer.wrap(buffer);
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                sink.accept(read.position(0).limit(count));
            }
        }
    }

    @Override
    public void close() {
        client.deleteObject(request -> request.bucket(bucket).key(key));
        client.close();
    }
}
