package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects asked for by part number. The servers here cannot serve a part of a plain object that has several, so that the twin of a part
 * is the plain client's range of 8 MiB; of an object with one part, the plain client's part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartNumberTest {

    private static final int PART = 8 << 20;
    private static final byte[] CONTENT = RangeTwins.bytes(2 * PART + 70_000);
    private static final List<Integer> SIZES = List.of(0, 10, PART, CONTENT.length);

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final Requests requests = new Requests();
    private final S3Client plain = LocalS3.s3Proxy().client();
    private final S3Client observed = LocalS3.s3Proxy()
            .clientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();
    private final S3AsyncClient observedAsync = LocalS3.s3Proxy()
            .asyncClientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();

    private String bucket;

    enum Kind {
        SYNCHRONOUS,
        ASYNCHRONOUS
    }

    /** What goes to the store, and something to be done before one of it. */
    private static final class Requests implements ExecutionInterceptor {
        private final List<SdkHttpRequest> sent = new CopyOnWriteArrayList<>();
        private volatile Runnable atProof = () -> {};

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            sent.add(context.httpRequest());
            if (context.httpRequest().firstMatchingHeader("Range").isPresent()) {
                atProof.run();
            }
        }
    }

    @BeforeAll
    void store() {
        bucket = TestBuckets.create(plain);
        S3Client writer = EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY)
                .encryptionContext(PartNumberTest::context)
                .build();
        for (int size : SIZES) {
            byte[] content = Arrays.copyOf(CONTENT, size);
            plain.putObject(put -> put.bucket(bucket).key("plain-" + size), RequestBody.fromBytes(content));
            writer.putObject(put -> put.bucket(bucket).key("sealed-" + size), RequestBody.fromBytes(content));
            unsealed("sealed-" + size, "unproven-" + size);
        }
    }

    /** As an object is whose writer did not know its length. */
    private void unsealed(String from, String to) {
        HeadObjectResponse head = plain.headObject(get -> get.bucket(bucket).key(from));
        Map<String, String> metadata = new HashMap<>(head.metadata());
        metadata.remove("furoshiki-sealed");
        plain.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to)
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(metadata));
    }

    @AfterAll
    void close() {
        plain.close();
        observed.close();
        observedAsync.close();
        reading.shutdown();
        keys.close();
    }

    @BeforeEach
    void quiet() {
        requests.atProof = () -> {};
        requests.sent.clear();
    }

    /** Of the bucket alone: some objects are copied by a plain client. */
    private static EncryptionContext context(String bucket, String key) {
        return EncryptionContext.of("bucket", bucket);
    }

    private S3Client client(Kind kind) {
        return client(kind, false);
    }

    private S3Client client(Kind kind, boolean plaintext) {
        if (kind == Kind.SYNCHRONOUS) {
            return EncryptingS3Client.builder(observed, keys.keys(), TestKeys.KEY)
                    .encryptionContext(PartNumberTest::context)
                    .plaintextObjects((in, key) -> plaintext)
                    .build();
        }
        // Parts that are shorter than those which are told: one of these takes two requests.
        return BlockingView.of(
                EncryptingS3AsyncClient.builder(observedAsync, keys.keys(), TestKeys.KEY)
                        .encryptionContext(PartNumberTest::context)
                        .plaintextObjects((in, key) -> plaintext)
                        .partBytes(5 << 20)
                        .build(),
                reading);
    }

    @ParameterizedTest
    @EnumSource
    void aPartIsARangeOfThePlaintext(Kind kind) {
        S3Client s3 = client(kind);
        for (int size : List.of(10, PART, CONTENT.length)) {
            int count = (size + PART - 1) / PART;
            for (int number = 1; number <= count; number++) {
                String range = "bytes=" + (number - 1L) * PART + "-" + (number * (long) PART - 1);
                ResponseBytes<GetObjectResponse> due = plain.getObjectAsBytes(
                        get -> get.bucket(bucket).key("plain-" + size).range(range));
                for (String key : List.of("sealed-" + size, "unproven-" + size)) {
                    assertPart(s3, key, number, count, due);
                }
            }
        }
        assertThat(requests.sent)
                .as("the parts that the store has are others")
                .noneMatch(sent -> sent.rawQueryParameters().containsKey("partNumber"));
    }

    private void assertPart(S3Client s3, String key, int number, int count, ResponseBytes<GetObjectResponse> due) {
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).partNumber(number));
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(bucket).key(key).partNumber(number));
        String part = "part " + number + " of " + key;
        assertThat(Arrays.equals(got.asByteArrayUnsafe(), due.asByteArrayUnsafe()))
                .as(part)
                .isTrue();
        assertThat(got.response().sdkHttpResponse().statusCode()).as(part).isEqualTo(206);
        assertThat(got.response().contentLength())
                .as(part)
                .isEqualTo(due.response().contentLength())
                .isEqualTo(head.contentLength());
        assertThat(got.response().contentRange())
                .as(part)
                .isEqualTo(due.response().contentRange())
                .isEqualTo(head.contentRange());
        String told = count == 1 ? null : Integer.toString(count);
        assertThat(got.response().sdkHttpResponse().firstMatchingHeader("x-amz-mp-parts-count"))
                .as(part)
                .isEqualTo(head.sdkHttpResponse().firstMatchingHeader("x-amz-mp-parts-count"))
                .isEqualTo(Optional.ofNullable(told));
        assertThat(got.response().partsCount()).as(part).isEqualTo(count == 1 ? null : Integer.valueOf(count));
        assertThat(head.partsCount()).as(part).isEqualTo(got.response().partsCount());
    }

    /** As the plain client has it of an object that is one part. */
    @ParameterizedTest
    @EnumSource
    void theOnlyPartIsTheObject(Kind kind) {
        S3Client s3 = client(kind);
        for (int size : List.of(0, 10)) {
            ResponseBytes<GetObjectResponse> due = plain.getObjectAsBytes(
                    get -> get.bucket(bucket).key("plain-" + size).partNumber(1));
            for (String key : List.of("sealed-" + size, "unproven-" + size)) {
                ResponseBytes<GetObjectResponse> got =
                        s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).partNumber(1));
                HeadObjectResponse head = s3.headObject(
                        request -> request.bucket(bucket).key(key).partNumber(1).checksumMode("ENABLED"));
                assertThat(got.asByteArray()).isEqualTo(due.asByteArray());
                assertThat(got.response().contentLength()).isEqualTo(size).isEqualTo(head.contentLength());
                assertThat(got.response().partsCount()).isEqualTo(due.response().partsCount());
                boolean isSealed = key.startsWith("sealed");
                assertThat(got.response().checksumCRC32() != null).isEqualTo(isSealed);
                assertThat(head.checksumCRC32()).isEqualTo(got.response().checksumCRC32());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoPartIsRefusedAsByS3(Kind kind) {
        S3Client s3 = client(kind);
        for (int size : SIZES) {
            int behind = Math.max(1, (size + PART - 1) / PART) + 1;
            for (int number : List.of(behind, Integer.MAX_VALUE)) {
                for (String key : List.of("sealed-" + size, "unproven-" + size)) {
                    assertRefused(s3, key, number, null, 416, "InvalidPartNumber");
                }
            }
        }
        requests.sent.clear();
        assertRefused(s3, "sealed-10", 0, null, 400, "InvalidArgument");
        assertRefused(s3, "sealed-10", -1, null, 400, "InvalidArgument");
        assertRefused(s3, "sealed-10", 1, "bytes=0-1", 400, "InvalidRequest");
        assertThat(requests.sent).isEmpty();
        assertRefused(plain, "plain-10", 0, null, 400, "InvalidArgument");
    }

    private void assertRefused(
            S3Client s3, String key, int number, @Nullable String range, int status, String errorCode) {
        S3Exception got = catchThrowableOfType(
                S3Exception.class,
                () -> s3.getObjectAsBytes(
                        get -> get.bucket(bucket).key(key).partNumber(number).range(range)));
        S3Exception head = catchThrowableOfType(
                S3Exception.class,
                () -> s3.headObject(
                        get -> get.bucket(bucket).key(key).partNumber(number).range(range)));
        assertThat(got).as("part %d of %s", number, key).isNotNull();
        assertThat(got.awsErrorDetails().errorCode()).isEqualTo(errorCode);
        assertThat(got.statusCode()).isEqualTo(status);
        assertThat(head).as("part %d of %s", number, key).isNotNull();
        assertThat(head.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void attributesTellTheParts(Kind kind) {
        S3Client s3 = client(kind);
        List<Long> sizes = List.of((long) PART, (long) PART, 70_000L);
        for (String key : List.of("sealed-" + CONTENT.length, "unproven-" + CONTENT.length)) {
            GetObjectAttributesResponse all = attributes(s3, key, null, null);
            assertThat(all.objectParts().parts()).extracting(ObjectPart::size).isEqualTo(sizes);
            assertThat(all.objectParts().parts())
                    .extracting(ObjectPart::partNumber)
                    .containsExactly(1, 2, 3);
            assertThat(all.objectParts().totalPartsCount()).isEqualTo(3);
            assertThat(all.objectParts().isTruncated()).isFalse();
            assertThat(all.objectParts().maxParts()).isEqualTo(1_000);
            assertThat(all.eTag()).as("nobody asked for it").isNull();
            assertThat(all.objectSize()).as("nobody asked for it").isNull();

            GetObjectAttributesResponse first = attributes(s3, key, 2, null);
            assertThat(first.objectParts().parts())
                    .extracting(ObjectPart::partNumber)
                    .containsExactly(1, 2);
            assertThat(first.objectParts().isTruncated()).isTrue();
            assertThat(first.objectParts().nextPartNumberMarker()).isEqualTo(2);
            GetObjectAttributesResponse second = attributes(s3, key, 2, 2);
            assertThat(second.objectParts().parts())
                    .extracting(ObjectPart::partNumber)
                    .containsExactly(3);
            assertThat(second.objectParts().isTruncated()).isFalse();
            assertThat(second.objectParts().partNumberMarker()).isEqualTo(2);
            assertThat(attributes(s3, key, null, 7).objectParts().parts()).isEmpty();
            GetObjectAttributesResponse none = attributes(s3, key, 0, null);
            assertThat(none.objectParts().parts()).isEmpty();
            assertThat(none.objectParts().isTruncated())
                    .as("who asks for the rest by and by would ask for ever")
                    .isFalse();
        }
        GetObjectAttributesResponse one = s3.getObjectAttributes(request -> request.bucket(bucket)
                .key("sealed-" + PART)
                .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.OBJECT_SIZE, ObjectAttributes.E_TAG));
        assertThat(one.objectParts()).as("as of an object that is one part").isNull();
        assertThat(one.objectSize()).isEqualTo(PART);
        assertThat(one.eTag()).isNotBlank();
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> attributes(s3, "sealed-10", -1, null))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument"));
    }

    private GetObjectAttributesResponse attributes(
            S3Client s3, String key, @Nullable Integer most, @Nullable Integer marker) {
        return s3.getObjectAttributes(request -> request.bucket(bucket)
                .key(key)
                .objectAttributes(ObjectAttributes.OBJECT_PARTS)
                .maxParts(most)
                .partNumberMarker(marker));
    }

    /** The number of parts is never the store's word: a cut object would be taken for a shorter one. */
    @ParameterizedTest
    @EnumSource
    void theLengthIsProven(Kind kind) {
        for (String cut : List.of("unproven-", "sealed-")) {
            StoredObject.read(plain, bucket, cut + PART)
                    .segments(IntStream.range(0, 3).toArray())
                    .write(plain, bucket, "cut-" + cut + PART);
        }
        S3Client s3 = client(kind);
        for (String key : List.of("cut-unproven-" + PART, "cut-sealed-" + PART)) {
            Stream.<Runnable>of(
                            () -> s3.getObjectAsBytes(
                                    get -> get.bucket(bucket).key(key).partNumber(1)),
                            () -> s3.headObject(
                                    head -> head.bucket(bucket).key(key).partNumber(1)),
                            () -> attributes(s3, key, null, null))
                    .forEach(call -> assertThatExceptionOfType(TamperedObjectException.class)
                            .isThrownBy(call::run));
        }
        for (Runnable call : List.<Runnable>of(
                () -> attributes(s3, "plain-10", null, null),
                () -> s3.headObject(head -> head.bucket(bucket).key("plain-10").partNumber(1)))) {
            assertThatExceptionOfType(NotEncryptedException.class).isThrownBy(call::run);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatIsReplacedMeanwhileIsAskedForAgain(Kind kind) {
        S3Client s3 = client(kind);
        for (Runnable told : List.<Runnable>of(
                () -> assertThat(s3.headObject(
                                        head -> head.bucket(bucket).key("k").partNumber(1))
                                .partsCount())
                        .isEqualTo(3),
                () -> assertThat(attributes(s3, "k", null, null).objectParts().totalPartsCount())
                        .isEqualTo(3))) {
            copy("sealed-10", "k");
            requests.atProof = () -> copy("sealed-" + CONTENT.length, "k");
            told.run();
            requests.atProof = () -> copy("sealed-" + (requests.sent.size() % 4 < 2 ? 0 : 10), "k");
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(told::run)
                    .withMessageContaining("was replaced 8 times");
        }
    }

    private void copy(String from, String to) {
        plain.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to));
    }

    @ParameterizedTest
    @EnumSource
    void whereObjectsArePlaintextThePartsAreTheStores(Kind kind) {
        S3Client s3 = client(kind, true);
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("plain-10").partNumber(1))
                        .asByteArray())
                .isEqualTo(Arrays.copyOf(CONTENT, 10));
        assertThat(s3.headObject(head -> head.bucket(bucket).key("plain-10").partNumber(1))
                        .contentLength())
                .isEqualTo(10);
        assertThat(requests.sent)
                .filteredOn(sent -> sent.rawQueryParameters().containsKey("partNumber"))
                .hasSize(2);
        requests.sent.clear();
        assertThat(attributes(s3, "plain-10", null, null).objectParts())
                .isEqualTo(attributes(plain, "plain-10", null, null).objectParts());
        assertThat(requests.sent).hasSize(1);
        assertThat(s3.getObjectAsBytes(
                                get -> get.bucket(bucket).key("sealed-10").partNumber(1))
                        .asByteArray())
                .as("encrypted after all")
                .isEqualTo(Arrays.copyOf(CONTENT, 10));
    }
}
