package dev.furoshiki.testing.servers;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** S3Proxy behind {@link LocalS3}. */
final class S3ProxyServer {

    private static final URI ANY_PORT = URI.create("http://127.0.0.1:0");

    private S3ProxyServer() {}

    static BlobStore inHeap() {
        return new TransientNio2BlobStore();
    }

    static BlobStore onDisk(Path directory) {
        return new FilesystemNio2BlobStore(directory.toString());
    }

    static LocalS3 start(BlobStore objects) {
        return start(builder(objects)
                .awsAuthentication(AuthenticationType.AWS_V4, LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY)
                .build());
    }

    static LocalS3 startForAnybody(BlobStore objects) {
        return start(builder(objects)
                .awsAuthentication(AuthenticationType.NONE, null, null)
                .build());
    }

    private static S3Proxy.Builder builder(BlobStore objects) {
        return S3Proxy.builder()
                .blobStore(objects)
                .endpoint(ANY_PORT)
                // The SDK's multipart uploads carry headers that S3Proxy would refuse.
                .ignoreUnknownHeaders(true);
    }

    private static LocalS3 start(S3Proxy proxy) {
        try {
            proxy.start();
        } catch (Exception failure) {
            throw new IllegalStateException("S3Proxy did not start", failure);
        }
        return new LocalS3(URI.create("http://127.0.0.1:" + proxy.getPort()), () -> stop(proxy));
    }

    private static void stop(S3Proxy proxy) {
        try {
            proxy.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("S3Proxy did not stop", failure);
        }
    }
}
