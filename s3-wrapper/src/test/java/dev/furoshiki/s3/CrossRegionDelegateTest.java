package dev.furoshiki.s3;

import dev.furoshiki.testing.servers.LocalS3;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Over the client that asks again where a bucket lies in another Region. */
class CrossRegionDelegateTest extends DelegateContract {

    @Override
    S3AsyncClient delegate(LocalS3 server) {
        return server.asyncClientBuilder().crossRegionAccessEnabled(true).build();
    }

    @Override
    int statusOfSeveralParts() {
        return 200;
    }

    @Nested
    @ExtendWith(CheapPart.class)
    class Plain extends S3ClientContract {
        @Override
        S3Client client() {
            return plainView();
        }

        @Override
        boolean sendsUnknownLengths() {
            return false;
        }
    }
}
