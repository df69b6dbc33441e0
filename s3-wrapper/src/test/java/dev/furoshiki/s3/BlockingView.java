package dev.furoshiki.s3;

import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

/** An asynchronous client as a synchronous one, so that the tests of the one are those of the other. Thread-safe. */
final class BlockingView implements InvocationHandler {

    private static final int MOST_TRIES = 5;

    private final S3AsyncClient s3;
    private final ExecutorService reading;

    private BlockingView(S3AsyncClient s3, ExecutorService reading) {
        this.s3 = s3;
        this.reading = reading;
    }

    /** @param reading reads the bodies that are streams */
    static S3Client of(S3AsyncClient s3, ExecutorService reading) {
        return (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, new BlockingView(s3, reading));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        if (method.getName().equals("waiter")) {
            return S3Waiter.builder().client((S3Client) proxy).build();
        } else if (given.length == 0
                && !method.getName().endsWith("Paginator")
                && !method.getName().startsWith("list")) {
            return call(method, given);
        } else if (given.length > 0
                && given[0] instanceof S3Request
                && !method.getName().endsWith("Paginator")) {
            Object asked = asked(method, given);
            return asked instanceof CompletableFuture<?> future ? await(future) : asked;
        }
        return InvocationHandler.invokeDefault(proxy, method, given);
    }

    @SuppressWarnings("unchecked") // S3Client has no other transformers
    private Object asked(Method method, Object[] given) throws Throwable {
        if (given[0] instanceof UploadPartRequest part && given[1] instanceof RequestBody body) {
            return s3.uploadPart(part, new PushedBody(body, reading));
        } else if (given.length == 2 && given[1] instanceof RequestBody body) {
            return put((PutObjectRequest) given[0], new PushedBody(body, reading));
        } else if (given.length == 2 && given[1] instanceof ResponseTransformer<?, ?> transformer) {
            return transformed((GetObjectRequest) given[0], (ResponseTransformer<GetObjectResponse, ?>) transformer);
        } else if (method.getName().equals("getObjectAsBytes")) {
            return s3.getObject((GetObjectRequest) given[0], AsyncResponseTransformer.toBytes());
        } else if (method.getName().equals("getObject") && given.length == 1) {
            return s3.getObject((GetObjectRequest) given[0], AsyncResponseTransformer.toBlockingInputStream());
        } else if (method.getName().equals("getObject")) {
            return s3.getObject((GetObjectRequest) given[0], (Path) given[1]);
        }
        return call(method, given);
    }

    /** A server that refuses before it has read the body closes the connection, and Netty may see that before the refusal. */
    private PutObjectResponse put(PutObjectRequest request, AsyncRequestBody body) {
        for (int tries = 1; ; tries++) {
            try {
                return await(s3.putObject(request, body));
            } catch (SdkClientException e) {
                boolean isClosed = String.valueOf(e.getMessage()).contains("connection was closed during the request");
                if (tries == MOST_TRIES || !isClosed) {
                    throw e;
                }
            }
        }
    }

    private <T> CompletableFuture<T> transformed(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) throws Exception {
        ResponseInputStream<GetObjectResponse> in =
                await(s3.getObject(request, AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream()));
        T result = transformer.transform(in.response(), AbortableInputStream.create(in, in));
        if (!transformer.needsConnectionLeftOpen()) {
            in.close();
        }
        return CompletableFuture.completedFuture(result);
    }

    private Object call(Method method, Object[] given) throws Throwable {
        try {
            return S3AsyncClient.class
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(s3, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T await(CompletableFuture<T> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                thrown.addSuppressed(new IllegalStateException("awaited here"));
                throw thrown;
            }
            throw e;
        }
    }

    /** A body that is pulled, pushed. */
    private record PushedBody(RequestBody pulled, ExecutorService reading) implements AsyncRequestBody {

        @Override
        public Optional<Long> contentLength() {
            return pulled.optionalContentLength();
        }

        @Override
        public String contentType() {
            return pulled.contentType();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            InputStream in = pulled.contentStreamProvider().newStream();
            AsyncRequestBody.fromInputStream(from -> from.inputStream(in)
                            .contentLength(contentLength().orElse(null))
                            .executor(reading))
                    .subscribe(subscriber);
        }
    }
}
