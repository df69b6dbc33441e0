package dev.furoshiki.s3;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Puts and gets large objects in a JVM of its own, whose heap is small. */
final class LargeObjectMain {

    private final S3Client plain;
    private final S3AsyncClient plainAsync;
    private final TestKeys keys;
    private final String bucket;
    private final long length;

    private LargeObjectMain(S3Client plain, S3AsyncClient plainAsync, TestKeys keys, String bucket, long length) {
        this.plain = plain;
        this.plainAsync = plainAsync;
        this.keys = keys;
        this.bucket = bucket;
        this.length = length;
    }

    /** Takes endpoint, bucket, length in bytes, and which clients with which bodies: {@code sync-known} and the like. */
    public static void main(String[] arguments) throws Exception {
        URI endpoint = URI.create(arguments[0]);
        try (S3Client plain = S3Client.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_CENTRAL_1)
                        .forcePathStyle(true)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build();
                S3AsyncClient plainAsync = S3AsyncClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_CENTRAL_1)
                        .forcePathStyle(true)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build();
                TestKeys keys = TestKeys.create()) {
            LargeObjectMain main =
                    new LargeObjectMain(plain, plainAsync, keys, arguments[1], Long.parseLong(arguments[2]));
            for (int i = 3; i < arguments.length; i++) {
                main.measure(arguments[i]);
            }
            System.out.println("maximum heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        }
    }

    private static long processorMillis() {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return process.getProcessCpuTime() / 1_000_000;
    }

    /** Each by a client of its own, whose buffers go with it. */
    private void measure(String what) {
        boolean isAsync = what.startsWith("async");
        boolean isKnown = !what.endsWith("unknown");
        S3Client s3 = EncryptingS3Client.wrap(plain, keys.keys(), TestKeys.KEY);
        S3AsyncClient async = EncryptingS3AsyncClient.wrap(plainAsync, keys.keys(), TestKeys.KEY);
        long began = System.nanoTime();
        if (isAsync) {
            put(async, what, isKnown);
        } else {
            put(s3, what, isKnown);
        }
        long stored = System.nanoTime();
        SyntheticStream.Sink sink = new SyntheticStream.Sink(0);
        long told = isAsync ? get(async, what, sink) : get(s3, what, sink);
        long read = System.nanoTime();
        check(sink.received() == length && told == length, "read " + sink.received());
        checkRange(s3, what);
        s3.deleteObject(delete -> delete.bucket(bucket).key(what));
        System.out.printf(
                "%s length: put %d MB/s, get %d MB/s, %d ms of processor time so far%n",
                what, length * 1_000 / (stored - began), length * 1_000 / (read - stored), processorMillis());
    }

    private void put(S3Client s3, String key, boolean isKnown) {
        String type = "application/x-large";
        s3.putObject(
                put -> put.bucket(bucket).key(key),
                isKnown
                        ? RequestBody.fromContentProvider(() -> new SyntheticStream(length), length, type)
                        : RequestBody.fromContentProvider(() -> new SyntheticStream(length), type));
    }

    private long get(S3Client s3, String key, SyntheticStream.Sink sink) {
        return s3.getObject(get -> get.bucket(bucket).key(key), ResponseTransformer.toOutputStream(sink))
                .contentLength();
    }

    private void put(S3AsyncClient async, String key, boolean isKnown) {
        async.putObject(put -> put.bucket(bucket).key(key), new Body(isKnown ? Optional.of(length) : Optional.empty()))
                .join();
    }

    private long get(S3AsyncClient async, String key, SyntheticStream.Sink sink) {
        return async.getObject(
                        get -> get.bucket(bucket).key(key), AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                .thenCompose(publisher -> {
                    CompletableFuture<Void> end = publisher.subscribe(bytes -> {
                        byte[] chunk = new byte[bytes.remaining()];
                        bytes.get(chunk);
                        sink.write(chunk, 0, chunk.length);
                    });
                    return end.thenApply(nothing -> publisher.response().contentLength());
                })
                .join();
    }

    private void checkRange(S3Client s3, String key) {
        long first = length - 100_000;
        SyntheticStream.Sink tail = new SyntheticStream.Sink(first);
        s3.getObject(
                get -> get.bucket(bucket).key(key).range("bytes=" + first + "-"),
                ResponseTransformer.toOutputStream(tail));
        check(tail.received() == 100_000, "range of " + tail.received());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    /** Gives what it is asked for at once. */
    private final class Body implements AsyncRequestBody {

        private final Optional<Long> told;

        Body(Optional<Long> told) {
            this.told = told;
        }

        @Override
        public Optional<Long> contentLength() {
            return told;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            SyntheticStream bytes = new SyntheticStream(length);
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long more) {
                    for (long i = 0; i < more; i++) {
                        ByteBuffer next = bytes.next();
                        if (next == null) {
                            subscriber.onComplete();
                            return;
                        }
                        subscriber.onNext(next);
                    }
                }

                @Override
                public void cancel() {}
            });
        }
    }
}
