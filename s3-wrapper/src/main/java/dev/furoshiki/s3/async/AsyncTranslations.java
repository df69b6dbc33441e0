package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.HeadTranslation;
import dev.furoshiki.s3.translation.ListTranslation;
import dev.furoshiki.s3.translation.RenameTranslation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
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
    private final Executor executor;

    public AsyncTranslations(S3AsyncClient s3, Encryption encryption, Executor executor) {
        this.s3 = s3;
        this.encryption = encryption;
        this.lists = new ListTranslation(encryption);
        this.executor = executor;
    }

    public CompletableFuture<HeadObjectResponse> head(HeadObjectRequest request) {
        return Futures.failingLater(() -> {
            HeadTranslation head = HeadTranslation.of(request, encryption);
            CompletableFuture<HeadObjectResponse> answer = new CompletableFuture<>();
            Futures.forward(
                    ask(head.stored(), answer)
                            .thenCompose(response -> head.isToBeAskedAgain(response)
                                    ? ask(head.asWritten(), answer)
                                    : CompletableFuture.completedFuture(response))
                            .thenApplyAsync(head::answer, head.opensKeys() ? executor : Runnable::run),
                    answer);
            return answer;
        });
    }

    private CompletableFuture<HeadObjectResponse> ask(HeadObjectRequest request, CompletableFuture<?> answer) {
        CompletableFuture<HeadObjectResponse> asked = s3.headObject(request);
        Futures.cancelWith(answer, asked);
        return asked;
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

    public CompletableFuture<GetObjectAttributesResponse> attributes(GetObjectAttributesRequest request) {
        return Futures.failingLater(() -> {
            lists.requireAccepted(request);
            return translated(s3.getObjectAttributes(request), response -> lists.answer(request, response));
        });
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
