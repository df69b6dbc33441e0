package dev.furoshiki.s3.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** One upload after the other, of parts of any size, with something that happens before each request. Thread-safe. */
final class MemoryUploads implements S3Client {

    private final Consumer<S3Request> before;
    private final Map<Integer, byte[]> parts = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private volatile boolean isOver;
    private volatile @Nullable CreateMultipartUploadRequest created;
    private volatile byte @Nullable [] stored;

    MemoryUploads(Consumer<S3Request> before) {
        this.before = before;
    }

    /** How many parts were on their way at once. */
    int mostInFlight() {
        return mostInFlight.get();
    }

    /** How many are on their way now. */
    int inFlight() {
        return inFlight.get();
    }

    int aborted() {
        return aborted.get();
    }

    /** How many parts came, or were still on their way, when the upload was over. */
    int late() {
        return late.get() + inFlight.get();
    }

    CreateMultipartUploadRequest created() {
        return Objects.requireNonNull(created);
    }

    /** What was completed; null while nothing is. */
    byte @Nullable [] stored() {
        return stored;
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        before.accept(request);
        created = request;
        return CreateMultipartUploadResponse.builder().uploadId("upload").build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            before.accept(request);
            try (InputStream in = body.contentStreamProvider().newStream()) {
                parts.put(request.partNumber(), in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (isOver) {
                late.incrementAndGet();
            }
            return UploadPartResponse.builder()
                    .eTag("etag-" + request.partNumber())
                    .build();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        before.accept(request);
        isOver = true;
        late.addAndGet(inFlight.get());
        SortedMap<Integer, byte[]> named = new TreeMap<>();
        for (CompletedPart part : request.multipartUpload().parts()) {
            named.put(part.partNumber(), Objects.requireNonNull(parts.get(part.partNumber())));
        }
        byte[] all =
                new byte[named.values().stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : named.values()) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        stored = all;
        return CompleteMultipartUploadResponse.builder().eTag("etag").build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        isOver = true;
        late.addAndGet(inFlight.get());
        aborted.incrementAndGet();
        return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
