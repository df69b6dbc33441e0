package dev.furoshiki.s3;

import dev.furoshiki.testing.servers.LocalS3;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Over the client of the native library, which divides objects that it is asked for. */
class CrtDelegateTest extends DelegateContract {

    /** The library does not read how S3Proxy answers the beginning of an upload in parts, so that it has to begin none itself. */
    private static final long MORE_THAN_A_PART = 64 << 20;

    @Override
    S3AsyncClient delegate(LocalS3 server) {
        NativeLibrary.assumeLoaded();
        return S3AsyncClient.crtBuilder()
                .endpointOverride(server.endpoint())
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(server.credentials()))
                .minimumPartSizeInBytes((long) PART)
                .thresholdInBytes(MORE_THAN_A_PART)
                .build();
    }

    @Override
    int statusOfSeveralParts() {
        return 200;
    }

    /** The library asks first where they begin, by a HEAD with a range, of which S3Proxy takes no notice. */
    @Override
    boolean getsEnds() {
        return false;
    }
}
