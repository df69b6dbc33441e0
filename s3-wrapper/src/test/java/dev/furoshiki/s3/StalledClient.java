package dev.furoshiki.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A client whose parts are on their way for ever, as with a server that takes none; it is left open when this is closed. */
final class StalledClient extends DelegatingS3AsyncClient {

    StalledClient(S3AsyncClient s3) {
        super(s3);
    }

    @Override
    public CompletableFuture<UploadPartResponse> uploadPart(UploadPartRequest request, AsyncRequestBody body) {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {}
}
