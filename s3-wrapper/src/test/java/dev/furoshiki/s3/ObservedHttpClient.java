package dev.furoshiki.s3;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** A real HTTP client that writes down what goes out, and lets chosen requests fail. Thread-safe. */
final class ObservedHttpClient implements SdkHttpClient {

    /** What happens to a request. */
    sealed interface Fault {
        /** The connection breaks after the request was sent and before the answer came. */
        record Lost() implements Fault {}

        /** The server answers with this status to what it received. */
        record Status(int code) implements Fault {}

        /** The answer breaks off after so many bytes of its body. */
        record CutAfter(long bytes) implements Fault {}

        /** The server is not asked: this is the answer. */
        final class Answer implements Fault {
            private final SdkHttpResponse head;
            private final byte[] body;

            Answer(SdkHttpResponse head, byte[] body) {
                this.head = head;
                this.body = body;
            }
        }
    }

    /**
     * A request as it went out.
     *
     * @param bodyDigest SHA-256 of the body as signed and framed by the SDK; empty for none
     */
    record Sent(SdkHttpRequest request, String bodyDigest, long bodyBytes) {

        boolean is(String method, String path) {
            return request.method().name().equals(method)
                    && request.encodedPath().endsWith(path);
        }
    }

    private final SdkHttpClient http = Apache5HttpClient.create();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger aborted = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private volatile Function<Sent, @Nullable Fault> faults = request -> null;

    List<Sent> sent() {
        return sent;
    }

    void forget() {
        sent.clear();
        aborted.set(0);
        received.set(0);
    }

    /** How many answers were aborted before their end. */
    int aborted() {
        return aborted.get();
    }

    /** How many bytes of the bodies of answers were read. */
    long receivedBytes() {
        return received.get();
    }

    /** Decides on each request from now on; null lets it pass. */
    void faults(Function<Sent, @Nullable Fault> decision) {
        faults = decision;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            private @Nullable ExecutableHttpRequest real;

            @Override
            public HttpExecuteResponse call() throws IOException {
                byte[] body = bodyOf(request);
                Sent seen = new Sent(request.httpRequest(), digest(body), body.length);
                sent.add(seen);
                Fault fault = faults.apply(seen);
                if (fault instanceof Fault.Answer answer) {
                    return observed(
                            answer.head,
                            AbortableInputStream.create(new ByteArrayInputStream(answer.body)),
                            Long.MAX_VALUE);
                }
                HttpExecuteRequest replay = HttpExecuteRequest.builder()
                        .request(request.httpRequest())
                        .contentStreamProvider(
                                request.contentStreamProvider().isPresent()
                                        ? () -> new ByteArrayInputStream(body)
                                        : null)
                        .build();
                real = http.prepareRequest(replay);
                return afflicted(real.call(), fault);
            }

            @Override
            public void abort() {
                if (real != null) {
                    real.abort();
                }
            }
        };
    }

    private HttpExecuteResponse afflicted(HttpExecuteResponse response, @Nullable Fault fault) throws IOException {
        if (fault == null && response.responseBody().isEmpty()) {
            return response;
        }
        if (fault == null || fault instanceof Fault.CutAfter) {
            AbortableInputStream body = response.responseBody().orElseThrow();
            long most = fault instanceof Fault.CutAfter cut ? cut.bytes() : Long.MAX_VALUE;
            return observed(response.httpResponse(), body, most);
        }
        if (response.responseBody().isPresent()) {
            response.responseBody().get().abort();
        }
        if (fault instanceof Fault.Lost) {
            throw new IOException("connection reset by the test");
        }
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(((Fault.Status) fault).code())
                        .headers(Map.of("Content-Length", List.of("0")))
                        .build())
                .build();
    }

    private HttpExecuteResponse observed(SdkHttpResponse head, AbortableInputStream body, long mostBytes) {
        return HttpExecuteResponse.builder()
                .response(head)
                .responseBody(AbortableInputStream.create(new ObservedStream(body, mostBytes), () -> {
                    aborted.incrementAndGet();
                    body.abort();
                }))
                .build();
    }

    private static byte[] bodyOf(HttpExecuteRequest request) throws IOException {
        ContentStreamProvider provider = request.contentStreamProvider().orElse(null);
        if (provider == null) {
            return new byte[0];
        }
        try (InputStream in = provider.newStream()) {
            return in.readAllBytes();
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(ByteBuffer.wrap(body).array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private final class ObservedStream extends FilterInputStream {
        private long left;

        ObservedStream(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            requireMore();
            int next = in.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            requireMore();
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            left -= bytes;
            received.addAndGet(bytes);
        }

        private void requireMore() throws IOException {
            if (left <= 0) {
                throw new IOException("answer cut by the test");
            }
        }
    }
}
