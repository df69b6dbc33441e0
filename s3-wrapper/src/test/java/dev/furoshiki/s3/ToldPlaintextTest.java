package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;

/** What is told of objects where there may be plaintext, without being read: never lengths of stored bytes for those of plaintext. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToldPlaintextTest {

    private static final int SIZE = (8 << 20) + 70_000;
    private static final byte[] CONTENT = RangeTwins.bytes(SIZE);

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final Store store = new Store();
    private final S3Client plain = LocalS3.s3Proxy().client();
    private final S3Client observed = LocalS3.s3Proxy()
            .clientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(store))
            .build();
    private final S3AsyncClient observedAsync = LocalS3.s3Proxy()
            .asyncClientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(store))
            .build();
    private final String bucket = TestBuckets.create(plain);

    enum Kind {
        SYNCHRONOUS,
        ASYNCHRONOUS
    }

    /** Does what S3 does and the server here does not: tells the length of the range or part alone. And lets things happen. */
    private static final class Store implements ExecutionInterceptor {

        private static final int NARROW_BYTES = 100;

        private final List<SdkHttpRequest> sent = new CopyOnWriteArrayList<>();
        private volatile Runnable beforeNarrow = () -> {};
        private volatile Runnable beforeParts = () -> {};
        private volatile boolean cutsNextHead;

        void quiet() {
            sent.clear();
            beforeNarrow = () -> {};
            beforeParts = () -> {};
            cutsNextHead = false;
        }

        private static boolean isHead(SdkHttpRequest request) {
            return request.method() == SdkHttpMethod.HEAD;
        }

        private static boolean isNarrow(SdkHttpRequest request) {
            return isHead(request)
                    && (request.firstMatchingHeader("Range").isPresent()
                            || request.rawQueryParameters().containsKey("partNumber"));
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            SdkHttpRequest request = context.httpRequest();
            sent.add(request);
            if (isNarrow(request)) {
                beforeNarrow.run();
            } else if (request.matchingHeaders("x-amz-object-attributes").stream()
                    .anyMatch(asked -> asked.contains("ObjectParts"))) {
                beforeParts.run();
            }
        }

        @Override
        public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            SdkHttpResponse.Builder response = context.httpResponse().toBuilder();
            if (isNarrow(context.httpRequest()) && context.httpResponse().isSuccessful()) {
                response.putHeader("Content-Length", Integer.toString(NARROW_BYTES));
            }
            if (isHead(context.httpRequest()) && cutsNextHead) {
                cutsNextHead = false;
                context.httpResponse().headers().keySet().stream()
                        .filter(name -> name.startsWith("x-amz-meta-"))
                        .forEach(response::removeHeader);
            }
            return response.build();
        }
    }

    @BeforeAll
    void put() {
        ruled(EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY))
                .build()
                .putObject(put -> put.bucket(bucket).key("sealed"), RequestBody.fromBytes(CONTENT));
    }

    @BeforeEach
    void quiet() {
        store.quiet();
    }

    @AfterAll
    void close() {
        plain.close();
        observed.close();
        observedAsync.close();
        reading.shutdown();
        keys.close();
    }

    /** Bound to the bucket alone: the plain client copies what is sealed. */
    private static <B extends EncryptionBuilder<B>> B ruled(B builder) {
        return builder.encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .rule("old/", ObjectRule.encrypted().plaintextAllowed())
                .rule("public/", ObjectRule.plaintext());
    }

    private S3Client client(Kind kind) {
        return kind == Kind.SYNCHRONOUS
                ? ruled(EncryptingS3Client.builder(observed, keys.keys(), TestKeys.KEY))
                        .build()
                : BlockingView.of(
                        ruled(EncryptingS3AsyncClient.builder(observedAsync, keys.keys(), TestKeys.KEY))
                                .build(),
                        reading);
    }

    private void putPlaintext(String key, int size) {
        plain.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(Arrays.copyOf(CONTENT, size)));
    }

    private void seal(String key) {
        plain.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("sealed")
                .destinationBucket(bucket)
                .destinationKey(key));
    }

    /** Of the range or part of the stored bytes nothing follows for the plaintext. */
    @ParameterizedTest
    @EnumSource
    void whatIsEncryptedMeanwhileIsToldAnew(Kind kind) {
        S3Client s3 = client(kind);
        for (String key : List.of("old/a", "public/a")) {
            store.beforeNarrow = () -> seal(key);
            putPlaintext(key, 1_000);
            HeadObjectResponse range =
                    s3.headObject(head -> head.bucket(bucket).key(key).range("bytes=0-99"));
            assertThat(range.contentLength()).as(key).isEqualTo(100);
            assertThat(range.contentRange()).as(key).isEqualTo("bytes 0-99/" + SIZE);
            putPlaintext(key, 1_000);
            HeadObjectResponse part =
                    s3.headObject(head -> head.bucket(bucket).key(key).partNumber(1));
            assertThat(part.contentLength()).as(key).isEqualTo(8 << 20);
            assertThat(part.partsCount()).as(key).isEqualTo(2);
        }
    }

    /** Apache's HTTP client takes a head that was cut for a shorter one. */
    @ParameterizedTest
    @EnumSource
    void anEnvelopeThatWasCutOffIsNoPlaintext(Kind kind) {
        S3Client s3 = client(kind);
        seal("old/a");
        store.cutsNextHead = true;
        assertThat(s3.headObject(head -> head.bucket(bucket).key("old/a")).contentLength())
                .isEqualTo(SIZE);
        store.cutsNextHead = true;
        assertThat(s3.headObject(head -> head.bucket(bucket).key("old/a").range("bytes=5-9"))
                        .contentRange())
                .isEqualTo("bytes 5-9/" + SIZE);
        assertThat(store.cutsNextHead).isFalse();
    }

    /** One request more, where an encrypted object may be as long. */
    @ParameterizedTest
    @EnumSource
    void plaintextIsToldAsItIs(Kind kind) {
        S3Client s3 = client(kind);
        for (int size : new int[] {0, 1, 1_000}) {
            for (String place : List.of("old/", "public/")) {
                putPlaintext(place + size, size);
                store.sent.clear();
                assertThat(s3.headObject(head -> head.bucket(bucket).key(place + size))
                                .contentLength())
                        .isEqualTo(size);
                assertThat(store.sent).as(place + size).hasSize(place.equals("old/") && size > 32 ? 2 : 1);
            }
        }
        assertThat(s3.headObject(head -> head.bucket(bucket).key("old/1000").range("bytes=0-99"))
                        .contentLength())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void attributesOfPlaintextAreTheStores(Kind kind) {
        S3Client s3 = client(kind);
        for (int size : new int[] {0, 1, 1_000}) {
            putPlaintext("old/" + size, size);
            store.sent.clear();
            GetObjectAttributesResponse got = s3.getObjectAttributes(attributes("old/" + size));
            GetObjectAttributesResponse due = plain.getObjectAttributes(attributes("old/" + size));
            assertThat(got.objectSize()).isEqualTo(size).isEqualTo(due.objectSize());
            assertThat(got.objectParts()).isEqualTo(due.objectParts());
            assertThat(got.eTag()).as("nobody asked for it").isNull();
            assertThat(store.sent.size()).as("no round after another").isLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void attributesOfWhatIsEncryptedMeanwhileAreThePlaintexts(Kind kind) {
        S3Client s3 = client(kind);
        putPlaintext("old/a", 1_000);
        store.beforeParts = () -> seal("old/a");
        GetObjectAttributesResponse got = s3.getObjectAttributes(attributes("old/a"));
        assertThat(got.objectSize()).isEqualTo(SIZE);
        assertThat(got.objectParts().totalPartsCount()).isEqualTo(2);
    }

    private GetObjectAttributesRequest attributes(String key) {
        return GetObjectAttributesRequest.builder()
                .bucket(bucket)
                .key(key)
                .objectAttributes(ObjectAttributes.OBJECT_SIZE, ObjectAttributes.OBJECT_PARTS)
                .build();
    }
}
