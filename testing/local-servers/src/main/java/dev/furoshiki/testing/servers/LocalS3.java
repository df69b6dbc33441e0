package dev.furoshiki.testing.servers;

import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A real S3 API in the process, on 127.0.0.1 and a free port. {@link #s3Proxy()} and {@link #s3Mock()} are started by the
 * first call, shared by the JVM and ended with it; {@link #onDisk(Path)} starts one more. Two implementations by
 * different people, since each has mistakes of its own. Safe for use by threads.
 */
public final class LocalS3 implements AutoCloseable {

    static final String ACCESS_KEY = "LOCALACCESSKEY";
    static final String SECRET_KEY = "only-for-loopback";

    private final URI endpoint;
    private final Runnable stop;

    LocalS3(URI endpoint, Runnable stop) {
        this.endpoint = endpoint;
        this.stop = stop;
    }

    /** The S3Proxy of this JVM, which verifies signatures; its objects lie in the heap. */
    public static LocalS3 s3Proxy() {
        return SharedS3Proxy.SERVER;
    }

    /** The S3Mock of this JVM, a second implementation of the API, which ignores signatures; takes seconds to start. */
    public static LocalS3 s3Mock() {
        return SharedS3Mock.SERVER;
    }

    /** A new S3Proxy whose objects lie under an existing directory, for what is too large for the heap. */
    public static LocalS3 onDisk(Path directory) {
        return S3ProxyServer.start(S3ProxyServer.onDisk(directory));
    }

    /** Likewise, one that ignores signatures, whose verification costs more than all else that is done with much data. */
    public static LocalS3 onDiskForAnybody(Path directory) {
        return S3ProxyServer.startForAnybody(S3ProxyServer.onDisk(directory));
    }

    /** Where the server listens: {@code http://127.0.0.1:port}. */
    public URI endpoint() {
        return endpoint;
    }

    /** The credentials that the server accepts. */
    public AwsCredentials credentials() {
        return AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY);
    }

    /** A new plain client; the caller closes it. */
    public S3Client client() {
        return clientBuilder().build();
    }

    /** What {@link #client()} builds from, to be given interceptors, another HTTP client, time-outs. */
    public S3ClientBuilder clientBuilder() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials()));
    }

    /** What builds a plain asynchronous client, over the SDK's default HTTP client; the caller closes what it builds. */
    public S3AsyncClientBuilder asyncClientBuilder() {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials()));
    }

    /** Creates an empty bucket of the caller's own and gives its name: one for each test class keeps tests apart. */
    public String newBucket() {
        String name = "bucket-" + UUID.randomUUID();
        try (S3Client client = client()) {
            client.createBucket(bucket -> bucket.bucket(name));
        }
        return name;
    }

    /** Stops the server that {@link #onDisk(Path)} started; a shared one stays until the JVM ends. */
    @Override
    public void close() {
        stop.run();
    }

    private static final class SharedS3Proxy {
        // Not stopped by a hook: Jetty would wait 30 s for answers that tests left half read.
        static final LocalS3 SERVER = unstopped(S3ProxyServer.start(S3ProxyServer.inHeap()));
    }

    private static final class SharedS3Mock {
        // Spring Boot stops it with the JVM; a second hook would wait for the first for ever.
        static final LocalS3 SERVER = unstopped(S3MockServer.start());
    }

    private static LocalS3 unstopped(LocalS3 server) {
        return new LocalS3(server.endpoint, () -> {});
    }
}
