package dev.furoshiki.testing.servers;

import com.adobe.testing.s3mock.S3MockApplication;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** S3Mock behind {@link LocalS3}. */
final class S3MockServer {

    private S3MockServer() {}

    // Its own way to the HTTP port is deprecated without another; the other port speaks TLS.
    @SuppressWarnings("deprecation")
    static LocalS3 start() {
        // It adds entries of its own, so the map is mutable.
        Map<String, Object> properties = new HashMap<>(Map.of(
                S3MockApplication.PROP_HTTP_PORT,
                S3MockApplication.RANDOM_PORT,
                S3MockApplication.PROP_HTTPS_PORT,
                S3MockApplication.RANDOM_PORT,
                S3MockApplication.PROP_SILENT,
                true,
                "server.address",
                "127.0.0.1",
                // Else the end of the JVM waits 30 s for answers that a test left half read.
                "server.shutdown",
                "immediate"));
        S3MockApplication mock = S3MockApplication.start(properties);
        return new LocalS3(URI.create("http://127.0.0.1:" + mock.getHttpPort()), mock::stop);
    }
}
