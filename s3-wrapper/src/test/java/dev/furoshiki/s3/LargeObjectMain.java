package dev.furoshiki.s3;

import java.net.URI;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Puts and gets one large object in a JVM of its own, whose heap is small. */
final class LargeObjectMain {

    private LargeObjectMain() {}

    /** Takes endpoint, bucket and length in bytes. */
    public static void main(String[] arguments) {
        String bucket = arguments[1];
        long length = Long.parseLong(arguments[2]);
        try (S3Client plain = plain(URI.create(arguments[0]));
                TestKeys keys = TestKeys.create()) {
            S3Client s3 = EncryptingS3Client.wrap(plain, keys.keys(), TestKeys.KEY);
            for (String key : new String[] {"known", "unknown"}) {
                long began = System.nanoTime();
                s3.putObject(put -> put.bucket(bucket).key(key), body(key, length));
                long stored = System.nanoTime();
                SyntheticStream.Sink sink = new SyntheticStream.Sink(0);
                GetObjectResponse got =
                        s3.getObject(get -> get.bucket(bucket).key(key), ResponseTransformer.toOutputStream(sink));
                long read = System.nanoTime();
                check(sink.received() == length && got.contentLength() == length, "read " + sink.received());
                checkRange(s3, bucket, key, length - 100_000);
                System.out.printf(
                        "%s length: put %d MB/s, get %d MB/s%n",
                        key, length * 1_000 / (stored - began), length * 1_000 / (read - stored));
            }
            System.out.println("maximum heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        }
    }

    /** Its credentials are in the environment. */
    private static S3Client plain(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .build();
    }

    private static void checkRange(S3Client s3, String bucket, String key, long first) {
        SyntheticStream.Sink tail = new SyntheticStream.Sink(first);
        s3.getObject(
                get -> get.bucket(bucket).key(key).range("bytes=" + first + "-"),
                ResponseTransformer.toOutputStream(tail));
        check(tail.received() == 100_000, "range of " + tail.received());
    }

    private static RequestBody body(String key, long length) {
        return key.equals("known")
                ? RequestBody.fromContentProvider(() -> new SyntheticStream(length), length, "application/x-large")
                : RequestBody.fromContentProvider(() -> new SyntheticStream(length), "application/x-large");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
