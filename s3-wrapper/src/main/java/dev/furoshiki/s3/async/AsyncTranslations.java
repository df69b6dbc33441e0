package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ListTranslation;
import dev.furoshiki.s3.translation.RenameTranslation;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.RenameObjectResponse;

/** The operations without a body whose answers are translated. Thread-safe. */
public final class AsyncTranslations {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final ListTranslation lists;

    public AsyncTranslations(S3AsyncClient s3, Encryption encryption) {
        this.s3 = s3;
        this.encryption = encryption;
        this.lists = new ListTranslation(encryption);
    }

    public CompletableFuture<ListObjectsV2Response> list(ListObjectsV2Request request) {
        return translated(s3.listObjectsV2(request), response -> lists.answer(request, response));
    }

    public CompletableFuture<ListObjectsResponse> list(ListObjectsRequest request) {
        return translated(s3.listObjects(request), response -> lists.answer(request, response));
    }

    public CompletableFuture<ListObjectVersionsResponse> list(ListObjectVersionsRequest request) {
        return translated(s3.listObjectVersions(request), response -> lists.answer(request, response));
    }

    public CompletableFuture<RenameObjectResponse> rename(RenameObjectRequest request) {
        return Futures.failingLater(() -> {
            RenameTranslation.requireHarmless(request, encryption);
            return s3.renameObject(request);
        });
    }

    private static <T> CompletableFuture<T> translated(CompletableFuture<T> asked, Function<T, T> translation) {
        CompletableFuture<T> answer = Futures.relay(asked.thenApply(translation));
        Futures.cancelWith(answer, asked);
        return answer;
    }
}
