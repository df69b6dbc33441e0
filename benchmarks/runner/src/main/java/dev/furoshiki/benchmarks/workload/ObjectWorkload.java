package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One object of an S3 store put, read, or read in part, one operation after the other. A body read is a body read to its end.
 * Allocation is that of all threads.
 */
public final class ObjectWorkload implements Workload {

    private static final String KEY = "benchmark/object";

    /** Of a range workload's, that many are looked at before. */
    private static final int RANGES_TO_COMPARE = 100;

    private final ObjectUse use;
    private final ObjectStore store;
    private final ObjectBody body;
    private final SplittableRandom places;
    private final HeapAllocation allocation = new HeapAllocation();

    /** Of one operation. */
    private long received;

    private ObjectWorkload(ObjectUse use, ObjectStore store, ObjectBody body, SplittableRandom places) {
        this.use = use;
        this.store = store;
        this.body = body;
        this.places = places;
    }

    /** A plain client of the server that the runner started. */
    public static S3Client plainClient(Parameters parameters) {
        return S3Client.builder()
                .endpointOverride(URI.create(parameters.require("s3.endpoint")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials(parameters))
                .build();
    }

    /** Likewise, over the SDK's default asynchronous HTTP client. */
    public static S3AsyncClient plainAsyncClient(Parameters parameters) {
        return plainAsyncClient(parameters, false);
    }

    private static S3AsyncClient plainAsyncClient(Parameters parameters, boolean inParts) {
        return S3AsyncClient.builder()
                .multipartEnabled(inParts)
                .endpointOverride(URI.create(parameters.require("s3.endpoint")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials(parameters))
                .build();
    }

    private static AwsCredentialsProvider credentials(Parameters parameters) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(parameters.require("s3.accessKey"), parameters.require("s3.secretKey")));
    }

    /**
     * Stores the object, reads it again and compares every byte, and looks at what the store has of it.
     *
     * @throws IOException when it is another one, or the store has plaintext where that is to be hidden
     */
    public static Workload open(String name, ObjectProtection protection, Parameters parameters) throws IOException {
        ObjectUse use = ObjectUse.of(name);
        ObjectBody body = new ObjectBody(parameters.seed(), parameters.atMost("object.bytes", use.objectBytes()));
        ObjectStore store = store(use, body, protection, parameters);
        ObjectWorkload workload = new ObjectWorkload(use, store, body, new SplittableRandom(parameters.seed()));
        try {
            store.put();
            workload.requireIntact();
            if (protection.isToHide()) {
                requireHidden(body, parameters);
            }
            return workload;
        } catch (IOException | RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
    }

    private static ObjectStore store(
            ObjectUse use, ObjectBody body, ObjectProtection protection, Parameters parameters) {
        String bucket = parameters.require("s3.bucket");
        if (!use.isAsync()) {
            return new SyncObjectStore(protection.over(plainClient(parameters)), bucket, KEY, body);
        }
        S3AsyncClient client = protection.over(plainAsyncClient(parameters));
        return use.requests() == ObjectUse.Requests.PARTS && !protection.isToHide()
                ? new AsyncObjectStore(client, plainAsyncClient(parameters, true), bucket, KEY, body)
                : new AsyncObjectStore(client, bucket, KEY, body);
    }

    private void requireIntact() throws IOException {
        requireIntact(0, body.length(), null);
        for (int i = 0; i < RANGES_TO_COMPARE && use.operation() == ObjectUse.Operation.RANGE; i++) {
            long first = nextPlace();
            requireIntact(first, bytesPerOperation(), range(first));
        }
    }

    private void requireIntact(long place, long length, @Nullable String range) throws IOException {
        received = 0;
        boolean[] isOther = {false};
        store.get(range, bytes -> {
            isOther[0] |= !body.has(place + received, bytes);
            received += bytes.remaining();
        });
        if (isOther[0] || received != length) {
            throw new IOException("the " + received + " bytes that were read are not the " + length
                    + " that were stored" + (range == null ? "" : " at " + range));
        }
    }

    private static void requireHidden(ObjectBody body, Parameters parameters) throws IOException {
        String range = "bytes=0-" + (ObjectBody.bytesToSearch() - 1);
        try (S3Client plain = plainClient(parameters)) {
            byte[] stored = plain.getObjectAsBytes(request -> request.bucket(parameters.require("s3.bucket"))
                            .key(KEY)
                            .range(range))
                    .asByteArrayUnsafe();
            if (body.isReadableIn(stored)) {
                throw new IOException("the store has plaintext of the object");
            }
        }
    }

    @Override
    public long run(long operations) throws IOException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            switch (use.operation()) {
                case PUT -> store.put();
                case GET -> get(null);
                case RANGE -> get(range(nextPlace()));
            }
            sum += bytesPerOperation();
        }
        return sum;
    }

    private void get(@Nullable String range) throws IOException {
        received = 0;
        store.get(range, this::count);
        if (received != bytesPerOperation()) {
            throw new IOException("read " + received + " of " + bytesPerOperation() + " bytes");
        }
    }

    private void count(ByteBuffer bytes) {
        received += bytes.remaining();
    }

    private long nextPlace() {
        return places.nextLong(body.length() - bytesPerOperation() + 1);
    }

    private String range(long first) {
        return "bytes=" + first + "-" + (first + bytesPerOperation() - 1);
    }

    @Override
    public long bytesPerOperation() {
        return use.operationBytes(body.length());
    }

    @Override
    public long allocatedBytes() {
        return allocation.bytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
