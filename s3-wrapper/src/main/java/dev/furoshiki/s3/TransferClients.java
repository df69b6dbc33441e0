package dev.furoshiki.s3;

import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.internal.multipart.MultipartS3AsyncClient;
import software.amazon.awssdk.services.s3.multipart.MultipartConfiguration;

/**
 * What the SDK's transfer manager pauses uploads of.
 *
 * <p>{@code S3TransferManager} works over an {@link EncryptingS3AsyncClient} as it is, but for that: it pauses uploads of the SDK's own
 * multipart client only, which its builders make over clients of theirs. Here one is made over an encrypting client. Stateless.
 */
public final class TransferClients {

    private TransferClients() {}

    /**
     * A client for {@code S3TransferManager.builder().s3Client(…)} whose uploads can be paused, and gone on with by any process that has
     * the keys; its downloads go on by part numbers.
     *
     * <p>Files over one part ({@code partBytes} of the encrypting client) are uploaded in parts by the SDK, each sealed by itself, and
     * may have 10,000 of them: a longer one wants larger parts. The token of a paused upload holds wrapped keys, and no plaintext.
     * Thread-safe; closing it closes the encrypting client.
     *
     * @param s3 seals and opens
     */
    public static S3AsyncClient pausable(EncryptingS3AsyncClient s3) {
        long partBytes = s3.partBytes();
        MultipartConfiguration parts = MultipartConfiguration.builder()
                .minimumPartSizeInBytes(partBytes)
                .thresholdInBytes(partBytes)
                .parallelConfiguration(parallel -> parallel.maxInFlightParts(s3.partsInFlight()))
                .build();
        // The SDK has no other way to it: its builder wraps what it built itself.
        return MultipartS3AsyncClient.create(s3, parts, false);
    }
}
