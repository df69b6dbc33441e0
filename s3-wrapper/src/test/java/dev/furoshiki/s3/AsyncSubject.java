package dev.furoshiki.s3;

import dev.furoshiki.s3.async.AsyncBuffers;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.WorkThreads;
import dev.furoshiki.s3.translation.Encryption;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The asynchronous client; it reads in ranges of two segments, so that small objects are several. For one thread. */
final class AsyncSubject implements FaultSubject {

    private static final long MOST_SECONDS = 60;
    private static final int PARTS_IN_FLIGHT = 3;
    private static final int BUDGET = 4;
    private static final int SEGMENTS_OF_A_RANGE = 2;

    private final EncryptingS3AsyncClient writer;
    private final EncryptingS3AsyncClient reader;
    private final WorkThreads threads = new WorkThreads();
    private final BufferBudget budget = new BufferBudget(BUDGET);
    private final PartBuffers parts;
    private final PartBuffers ranges;
    private final String bucket;

    AsyncSubject(S3AsyncClient plain, Encryption encryption, String bucket) {
        this.parts = new PartBuffers(encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES, PARTS_IN_FLIGHT);
        this.ranges = new PartBuffers(SEGMENTS_OF_A_RANGE, PARTS_IN_FLIGHT);
        this.writer = new EncryptingS3AsyncClient(
                plain, encryption, new AsyncBuffers(threads, parts, budget, PARTS_IN_FLIGHT), null);
        Encryption inSmallRanges = encryption.inParts(SEGMENTS_OF_A_RANGE * ObjectLayout.PLAINTEXT_SEGMENT_BYTES, 0);
        this.reader = new EncryptingS3AsyncClient(
                plain, inSmallRanges, new AsyncBuffers(threads, ranges, budget, PARTS_IN_FLIGHT), threads);
        this.bucket = bucket;
    }

    @Override
    public void put(String key, byte[] content, boolean isLengthKnown) throws Exception {
        await(putting(key, content, isLengthKnown));
    }

    private CompletableFuture<?> putting(String key, byte[] content, boolean isLengthKnown) {
        AsyncRequestBody body = AsyncRequestBody.fromBytes(content);
        return writer.putObject(
                put -> put.bucket(bucket).key(key), isLengthKnown ? body : AsyncRequestBody.fromPublisher(body));
    }

    @Override
    public byte[] get(String key, @Nullable String range) throws Exception {
        return await(getting(key, range)).asByteArray();
    }

    private CompletableFuture<ResponseBytes<GetObjectResponse>> getting(String key, @Nullable String range) {
        return reader.getObject(request(key).range(range).build(), AsyncResponseTransformer.toBytes());
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key);
    }

    @Override
    public byte[] begin(String key, int bytes) throws Exception {
        ResponseInputStream<GetObjectResponse> in = await(reader.getObject(
                request(key).build(), AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream()));
        try (InputStream closed = in) {
            return closed.readNBytes(bytes);
        }
    }

    @Override
    public void abandonPut(String key, byte[] content, int millis) throws Exception {
        abandon(putting(key, content, false), millis);
    }

    @Override
    public void abandonGet(String key, int millis) throws Exception {
        abandon(getting(key, null), millis);
    }

    private static void abandon(CompletableFuture<?> begun, int millis) throws Exception {
        Thread.sleep(millis);
        begun.cancel(true);
        try {
            await(begun);
        } catch (CancellationException abandoned) {
            // As it was to be.
        }
    }

    @Override
    public long head(String key) throws Exception {
        return await(writer.headObject(head -> head.bucket(bucket).key(key))).contentLength();
    }

    @Override
    public Map<String, Long> list(String prefix) throws Exception {
        return await(writer.listObjectsV2(list -> list.bucket(bucket).prefix(prefix))).contents().stream()
                .collect(Collectors.toMap(S3Object::key, S3Object::size));
    }

    /** @throws java.util.concurrent.TimeoutException when it stays incomplete, which it never may */
    private static <T> T await(CompletableFuture<T> asked) throws Exception {
        try {
            return asked.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    @Override
    public String held() {
        int segments = parts.segments().lent() + ranges.segments().lent();
        return segments == 0 && budget.left() == BUDGET
                ? ""
                : segments + " buffers of segments, " + (BUDGET - budget.left()) + " of the budget";
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
