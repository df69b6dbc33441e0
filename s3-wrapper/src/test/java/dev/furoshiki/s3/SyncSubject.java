package dev.furoshiki.s3;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.WorkThreads;
import dev.furoshiki.s3.sync.SyncBuffers;
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

/**
 * The synchronous client; where it does several things at once it reads in ranges of two segments, so that small objects are several. For
 * one thread.
 */
final class SyncSubject implements FaultSubject {

    private static final long MOST_SECONDS = 60;

    private static final int PARTS_IN_FLIGHT = 3;
    private static final int BUDGET = 4;
    private static final int SEGMENTS_OF_A_RANGE = 2;

    private final EncryptingS3Client writer;
    private final EncryptingS3Client reader;
    private final BufferBudget budget = new BufferBudget(BUDGET);
    private final PartBuffers parts;
    private final PartBuffers ranges = new PartBuffers(SEGMENTS_OF_A_RANGE, PARTS_IN_FLIGHT);
    private final String bucket;
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    /** @param plain has few connections, so that some which are not given back end everything: one where this is serial */
    SyncSubject(S3Client plain, Encryption encryption, String bucket, boolean isSerial) {
        this.parts = new PartBuffers(encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES, PARTS_IN_FLIGHT);
        WorkThreads threads = new WorkThreads();
        int inFlight = isSerial ? 1 : PARTS_IN_FLIGHT;
        this.writer =
                new EncryptingS3Client(plain, encryption, new SyncBuffers(threads, parts, budget, inFlight), null);
        this.reader = new EncryptingS3Client(
                plain,
                encryption.inParts(SEGMENTS_OF_A_RANGE * ObjectLayout.PLAINTEXT_SEGMENT_BYTES, 0),
                new SyncBuffers(threads, ranges, budget, inFlight),
                threads);
        this.bucket = bucket;
    }

    @Override
    public void put(String key, byte[] content, boolean isLengthKnown) {
        writer.putObject(
                put -> put.bucket(bucket).key(key),
                isLengthKnown
                        ? RequestBody.fromBytes(content)
                        : RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(content), "application/octet-stream"));
    }

    @Override
    public byte[] get(String key, @Nullable String range) {
        return reader.getObjectAsBytes(request(key).range(range).build()).asByteArray();
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key);
    }

    @Override
    public byte[] begin(String key, int bytes) throws Exception {
        ResponseInputStream<GetObjectResponse> in =
                reader.getObject(request(key).build());
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
        return writer.headObject(head -> head.bucket(bucket).key(key)).contentLength();
    }

    @Override
    public Map<String, Long> list(String prefix) {
        return writer.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                .collect(Collectors.toMap(S3Object::key, S3Object::size));
    }

    @Override
    public String held() {
        int segments = parts.segments().lent() + ranges.segments().lent();
        int whole = parts.lent() + ranges.lent();
        return segments == 0 && whole == 0 && budget.left() == BUDGET
                ? ""
                : segments + " buffers of segments, " + whole + " of parts, " + (BUDGET - budget.left())
                        + " of the budget";
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        other.shutdown();
    }
}
