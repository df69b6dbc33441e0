package dev.furoshiki.s3;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.Encryption;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The synchronous client. For one thread. */
final class SyncSubject implements FaultSubject {

    private static final long MOST_SECONDS = 60;

    private final EncryptingS3Client s3;
    private final PartBuffers buffers;
    private final String bucket;
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    /** @param plain has one connection, so that one which is not given back ends everything */
    SyncSubject(S3Client plain, Encryption encryption, String bucket) {
        this.buffers = new PartBuffers(encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES, 2);
        this.s3 = new EncryptingS3Client(plain, encryption, buffers);
        this.bucket = bucket;
    }

    @Override
    public void put(String key, byte[] content, boolean isLengthKnown) {
        s3.putObject(
                put -> put.bucket(bucket).key(key),
                isLengthKnown
                        ? RequestBody.fromBytes(content)
                        : RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(content), "application/octet-stream"));
    }

    @Override
    public byte[] get(String key, @Nullable String range) {
        return s3.getObjectAsBytes(request(key).range(range).build()).asByteArray();
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key);
    }

    @Override
    public byte[] begin(String key, int bytes) throws Exception {
        ResponseInputStream<GetObjectResponse> in = s3.getObject(request(key).build());
        try {
            return in.readNBytes(bytes);
        } finally {
            in.abort();
        }
    }

    /** Gives up as threads do: by an interrupt. */
    @Override
    public void abandonPut(String key, byte[] content, int millis) throws Exception {
        abandon(() -> put(key, content, false), millis);
    }

    @Override
    public void abandonGet(String key, int millis) throws Exception {
        abandon(() -> get(key, null), millis);
    }

    private void abandon(Runnable operation, int millis) throws Exception {
        Future<?> begun = other.submit(operation);
        Thread.sleep(millis);
        begun.cancel(true);
        other.submit(() -> {}).get(MOST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public long head(String key) {
        return s3.headObject(head -> head.bucket(bucket).key(key)).contentLength();
    }

    @Override
    public Map<String, Long> list(String prefix) {
        return s3.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                .collect(Collectors.toMap(S3Object::key, S3Object::size));
    }

    @Override
    public String held() {
        int segments = buffers.segments().lent();
        return segments == 0 ? "" : segments + " buffers of segments";
    }

    @Override
    public void close() {
        s3.close();
        other.shutdown();
    }
}
