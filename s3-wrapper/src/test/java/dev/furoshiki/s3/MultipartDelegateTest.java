package dev.furoshiki.s3;

import dev.furoshiki.testing.servers.LocalS3;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Over the client that sends bodies in parts, and asks for objects by the numbers of theirs. */
class MultipartDelegateTest extends DelegateContract {

    @Override
    S3AsyncClient delegate(LocalS3 server) {
        return server.asyncClientBuilder()
                .multipartEnabled(true)
                .multipartConfiguration(
                        parts -> parts.minimumPartSizeInBytes((long) PART).thresholdInBytes((long) PART))
                .build();
    }

    /** S3Proxy has no parts by number; the encrypting client asks for none. */
    @Override
    int statusOfSeveralParts() {
        return 501;
    }
}
