package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.SplittableRandom;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** PUT and GET of one object, through any {@link S3Client}. A body read is a body read to its end. */
public final class ObjectWorkload implements Workload {

    private static final int MIB = 1 << 20;
    private static final String KEY = "benchmark/object";

    private final S3Client client;
    private final String bucket;
    private final byte[] body;
    private final boolean put;
    private final byte[] buffer = new byte[1 << 16];

    private ObjectWorkload(boolean put, S3Client client, String bucket, byte[] body) {
        this.put = put;
        this.client = client;
        this.bucket = bucket;
        this.body = body;
    }

    public static Set<String> names() {
        return Set.of("s3.put", "s3.get");
    }

    /** A plain client of the server that the runner started; a subject may wrap it. */
    public static S3Client plainClient(Parameters parameters) {
        return S3Client.builder()
                .endpointOverride(URI.create(parameters.require("s3.endpoint")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        parameters.require("s3.accessKey"), parameters.require("s3.secretKey"))))
                .build();
    }

    /**
     * Makes the object's bytes, and stores it once.
     *
     * @param client closed with the workload
     */
    public static Workload open(String name, S3Client client, Parameters parameters) {
        byte[] body = new byte[parameters.integer("object.bytes", 64 * MIB)];
        new SplittableRandom(parameters.seed()).nextBytes(body);
        ObjectWorkload workload =
                new ObjectWorkload(name.equals("s3.put"), client, parameters.require("s3.bucket"), body);
        workload.put();
        return workload;
    }

    @Override
    public long run(long operations) throws IOException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            sum += put ? put() : get();
        }
        return sum;
    }

    @Override
    public long bytesPerOperation() {
        return body.length;
    }

    @Override
    public void close() {
        client.deleteObject(request -> request.bucket(bucket).key(KEY));
        client.close();
    }

    private long put() {
        PutObjectRequest request =
                PutObjectRequest.builder().bucket(bucket).key(KEY).build();
        RequestBody content = RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(body), body.length, "application/octet-stream");
        return client.putObject(request, content).eTag().length();
    }

    private long get() throws IOException {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(bucket).key(KEY).build();
        long bytes = 0;
        try (InputStream content = client.getObject(request)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                bytes += read;
            }
        }
        if (bytes != body.length) {
            throw new IOException("read " + bytes + " of " + body.length + " bytes");
        }
        return bytes;
    }
}
