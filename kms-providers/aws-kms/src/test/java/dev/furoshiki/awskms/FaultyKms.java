package dev.furoshiki.awskms;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server on loopback that answers in AWS KMS's protocol what the test says, and keeps what it was asked. */
final class FaultyKms implements AutoCloseable {

    static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String KEY_ARN = "arn:aws:kms:ap-northeast-1:111122223333:key/" + KEY_ID;
    static final String REQUEST_ID = "b2c4ef01-0000-4000-8000-00000000cafe";
    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret-access-key-canary"));

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Question> questions = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param answers one for each request; the last one for all that follow */
    FaultyKms(Answer... answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                questions.add(Question.of(exchange));
                answers[Math.min(questions.size(), answers.length) - 1].to(exchange, closing);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was asked, in order. */
    List<Question> questions() {
        return questions;
    }

    AwsKeyManagementService service() {
        return service(Duration.ofSeconds(30));
    }

    AwsKeyManagementService service(Duration callTimeout) {
        return AwsKeyManagementService.builder()
                .region("ap-northeast-1")
                .endpoint(endpoint())
                .credentials(CREDENTIALS)
                .callTimeout(callTimeout)
                .open();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    static Answer json(int status, String body) {
        return (exchange, closing) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.getResponseHeaders().set("x-amzn-RequestId", REQUEST_ID);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    static Answer refusing(int status, String code) {
        return json(status, "{\"__type\":\"" + code + "\",\"message\":\"AWS says so\"}");
    }

    static Answer dataKey(String keyArn, byte[] plaintext, byte[] ciphertext) {
        return json(
                200,
                "{\"KeyId\":\"" + keyArn + "\",\"Plaintext\":\"" + base64(plaintext) + "\",\"CiphertextBlob\":\""
                        + base64(ciphertext) + "\"}");
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Holds the request until the server is closed. */
    static Answer never() {
        return (exchange, closing) -> await(closing);
    }

    private static void await(CountDownLatch closing) {
        try {
            closing.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a blank now and then, and never ends: a limit on the wait for the next byte is not reached. */
    static Answer trickling() {
        return (exchange, closing) -> {
            exchange.sendResponseHeaders(200, 1 << 20);
            while (closing.getCount() > 0) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(20);
                } catch (InterruptedException closed) {
                    return;
                }
            }
        };
    }

    /** Ends the connection, having sent so much of the body. */
    static Answer cut(String sent) {
        return (exchange, closing) -> {
            if (!sent.isEmpty()) {
                exchange.sendResponseHeaders(200, 10_000);
                exchange.getResponseBody().write(sent.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            exchange.close();
        };
    }

    /** What is sent back for a request. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange, CountDownLatch closing) throws IOException;
    }

    /** What was asked: the operation, the whole body, the headers, and by which connection. */
    record Question(String operation, String body, Headers headers, int clientPort) {

        static Question of(HttpExchange exchange) throws IOException {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            return new Question(
                    target == null ? "" : target.substring(target.indexOf('.') + 1),
                    body,
                    exchange.getRequestHeaders(),
                    exchange.getRemoteAddress().getPort());
        }
    }
}
