package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.translation.CopySizes;
import dev.furoshiki.testing.servers.LocalS3;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnnotationDirective;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Copies of what a store does not copy at once, by both clients. What is true of 5 GiB is shown at 5 MiB: then the store is told to
 * copy 5 MiB parts. The plain client, which copies at once, says what a copy keeps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongCopyTest {

    private static final int PART = 5 << 20;
    private static final byte[] CONTENT = new byte[PART + 70_000];

    private final TestKeys keys = TestKeys.create();
    private final Requests requests = new Requests();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final S3Client plain = LocalS3.s3Proxy()
            .clientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();
    private final S3AsyncClient plainAsync = LocalS3.s3Proxy()
            .asyncClientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();
    private final EncryptingS3Client s3 = inParts(EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY))
            .build();
    private final EncryptingS3AsyncClient async = inParts(
                    EncryptingS3AsyncClient.builder(plainAsync, keys.keys(), TestKeys.KEY))
            .build();
    private final String bucket = TestBuckets.create(plain);

    private static <B extends EncryptionBuilder<B>> B inParts(B builder) {
        return builder.copySizes(new CopySizes(PART, PART));
    }

    /** What goes out, and what is done before it does. */
    private static final class Requests implements ExecutionInterceptor {
        private final AtomicInteger parts = new AtomicInteger();
        private volatile Runnable beforeSecondPart = () -> {};
        private volatile CreateMultipartUploadRequest creation =
                CreateMultipartUploadRequest.builder().build();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof CreateMultipartUploadRequest begun) {
                creation = begun;
                parts.set(0);
            } else if (context.request() instanceof UploadPartCopyRequest && parts.incrementAndGet() == 2) {
                beforeSecondPart.run();
            }
        }
    }

    @BeforeAll
    void put() {
        new Random(1).nextBytes(CONTENT);
        put(s3, "from");
        put(plain, "plain");
    }

    private void put(S3Client client, String key) {
        client.putObject(
                put -> put.bucket(bucket)
                        .key(key)
                        .metadata(Map.of("colour", "indigo"))
                        .contentType("application/x-cloth")
                        .cacheControl("max-age=60")
                        .contentDisposition("attachment")
                        .contentLanguage("ja"),
                RequestBody.fromBytes(CONTENT));
    }

    @AfterAll
    void close() {
        async.close();
        s3.close();
        reading.shutdown();
        keys.close();
    }

    private List<S3Client> clients() {
        return List.of(s3, BlockingView.of(async, reading));
    }

    private CopyObjectRequest.Builder copy(String from, String to) {
        return CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to);
    }

    @Test
    void isMadeOfPartsAndKeepsWhatACopyKeeps() {
        for (S3Client client : clients()) {
            for (MetadataDirective directive : new MetadataDirective[] {null, MetadataDirective.REPLACE}) {
                CopyObjectRequest.Builder copy = copy("from", "to")
                        .metadataDirective(directive)
                        .metadata(Map.of("colour", "white"))
                        .contentType("text/plain");
                plain.copyObject(
                        copy.sourceKey("plain").destinationKey("plain to").build());
                CopyObjectResponse answer = client.copyObject(
                        copy.sourceKey("from").destinationKey("to").build());
                assertThat(requests.parts).hasValue(2);

                HeadObjectResponse due =
                        plain.headObject(head -> head.bucket(bucket).key("plain to"));
                HeadObjectResponse got =
                        client.headObject(head -> head.bucket(bucket).key("to"));
                assertThat(got.metadata()).isEqualTo(due.metadata());
                assertThat(got.contentType()).isEqualTo(due.contentType());
                assertThat(got.cacheControl()).isEqualTo(due.cacheControl());
                assertThat(got.contentDisposition()).isEqualTo(due.contentDisposition());
                assertThat(got.contentLanguage()).isEqualTo(due.contentLanguage());
                assertThat(got.contentLength()).isEqualTo(due.contentLength());
                assertThat(answer.copyObjectResult().eTag()).isEqualTo(got.eTag());
                assertThat(client.getObjectAsBytes(get -> get.bucket(bucket).key("to"))
                                .asByteArray())
                        .isEqualTo(CONTENT);
            }
        }
    }

    @Test
    void whatIsReplacedMeanwhileIsNotCopied() {
        for (S3Client client : clients()) {
            put(s3, "replaced");
            requests.beforeSecondPart = () -> {
                requests.beforeSecondPart = () -> {};
                put(s3, "replaced");
            };
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(
                            () -> client.copyObject(copy("replaced", "never").build()))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
            assertNothingLeft("never");
        }
    }

    @Test
    void conditionsAreThoseOfTheCopy() {
        put(plain, "there");
        for (S3Client client : clients()) {
            CopyObjectRequest unlessThere =
                    copy("from", "there").ifNoneMatch("*").build();
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client.copyObject(unlessThere))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
            assertThat(plain.headObject(head -> head.bucket(bucket).key("there"))
                            .contentLength())
                    .as("what was there stays")
                    .isEqualTo(CONTENT.length);
            assertThat(uploads()).isEmpty();
            CopyObjectRequest annotated = copy("from", "never")
                    .annotationDirective(AnnotationDirective.COPY)
                    .build();
            assertThatExceptionOfType(OperationRefusedException.class)
                    .isThrownBy(() -> client.copyObject(annotated))
                    .withMessageContaining("annotations");
        }
        assertNothingLeft("never");
    }

    /** Thrown where a client tells failures by its futures: in the call that begins the first part, and in what follows it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anErrorEndsACopyToo(int at) {
        AssertionError thrown = new AssertionError("by the test");
        S3AsyncClient failing = new DelegatingS3AsyncClient(plainAsync) {
            @Override
            public CompletableFuture<UploadPartCopyResponse> uploadPartCopy(UploadPartCopyRequest request) {
                if (request.partNumber() == at) {
                    throw thrown;
                }
                return super.uploadPartCopy(request);
            }
        };
        EncryptingS3AsyncClient client = inParts(EncryptingS3AsyncClient.builder(failing, keys.keys(), TestKeys.KEY))
                .partsInFlight(1)
                .build();
        assertThat(client.copyObject(copy("from", "never").build()))
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isSameAs(thrown);
        assertNothingLeft("never");
    }

    @Test
    void whatIsCancelledIsAborted() throws InterruptedException {
        CompletableFuture<CompletableFuture<?>> begun = new CompletableFuture<>();
        requests.beforeSecondPart = () -> {
            requests.beforeSecondPart = () -> {};
            begun.join().cancel(true);
        };
        CompletableFuture<CopyObjectResponse> copying =
                async.copyObject(copy("from", "never").build());
        begun.complete(copying);
        assertThatExceptionOfType(CancellationException.class).isThrownBy(copying::join);
        for (int tries = 0; tries < 200 && !uploads().isEmpty(); tries++) {
            Thread.sleep(50);
        }
        assertNothingLeft("never");
    }

    private List<MultipartUpload> uploads() {
        return plain.listMultipartUploads(list -> list.bucket(bucket)).uploads();
    }

    private void assertNothingLeft(String key) {
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket).prefix(key)).contents())
                .isEmpty();
        assertThat(uploads()).isEmpty();
    }

    /** S3Proxy has none. */
    @Test
    void tagsFollow() {
        try (S3Client tagging = LocalS3.s3Mock()
                .clientBuilder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
                .build()) {
            EncryptingS3Client client = inParts(EncryptingS3Client.builder(tagging, keys.keys(), TestKeys.KEY))
                    .build();
            String tagged = TestBuckets.create(tagging);
            client.putObject(
                    put -> put.bucket(tagged).key("from").tagging("weave=plain"), RequestBody.fromBytes(CONTENT));
            CopyObjectRequest.Builder copy = CopyObjectRequest.builder()
                    .sourceBucket(tagged)
                    .sourceKey("from")
                    .destinationBucket(tagged);
            client.copyObject(copy.destinationKey("to").build());
            assertThat(tags(client, tagged, "to")).isEqualTo(Map.of("weave", "plain"));
            client.putObjectTagging(put -> put.bucket(tagged)
                    .key("from")
                    .tagging(all -> all.tagSet(
                            Tag.builder().key("dyed+").value("indigo and white").build())));
            client.copyObject(copy.destinationKey("odd").build());
            // S3Mock does not decode what stands in the header.
            assertThat(requests.creation.tagging()).isEqualTo("dyed%2B=indigo%20and%20white");
            client.copyObject(copy.destinationKey("replaced")
                    .taggingDirective(TaggingDirective.REPLACE)
                    .tagging("weave=twill")
                    .build());
            assertThat(tags(client, tagged, "replaced")).isEqualTo(Map.of("weave", "twill"));
            assertThat(client.getObjectAsBytes(get -> get.bucket(tagged).key("to"))
                            .asByteArray())
                    .isEqualTo(CONTENT);
        }
    }

    private static Map<String, String> tags(S3Client client, String bucket, String key) {
        return client.getObjectTagging(get -> get.bucket(bucket).key(key)).tagSet().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }
}
