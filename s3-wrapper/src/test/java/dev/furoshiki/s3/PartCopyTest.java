package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.translation.CopySizes;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Parts that are copied, where the store is not what it was, or not to be believed: {@link PartCopyTwins} has what goes right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartCopyTest {

    private static final int P = 65_536;
    private static final int PART = 5 << 20;
    private static final int MOST = PART + 3 * P;
    private static final byte[] CONTENT = RangeTwins.bytes(PART + 2 * P);
    /** As long, so that only the ETag tells. */
    private static final byte[] OTHER = Arrays.copyOfRange(RangeTwins.bytes(CONTENT.length + 1), 1, CONTENT.length + 1);

    private final TestKeys keys = TestKeys.create();
    private final CopyRequests requests = new CopyRequests();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final S3Client quiet = LocalS3.s3Proxy().client();
    private final S3Client plain = LocalS3.s3Proxy()
            .clientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();
    private final S3AsyncClient plainAsync = LocalS3.s3Proxy()
            .asyncClientBuilder()
            .overrideConfiguration(override -> override.addExecutionInterceptor(requests))
            .build();
    private final S3Client writer = EncryptingS3Client.wrap(quiet, keys.keys(), TestKeys.KEY);
    private final String bucket = TestBuckets.create(quiet);

    enum Kind {
        SYNC,
        ASYNC
    }

    private S3Client client(Kind kind) {
        requests.forget();
        return kind == Kind.SYNC
                ? settings(EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY))
                        .build()
                : BlockingView.of(async(), reading);
    }

    private EncryptingS3AsyncClient async() {
        return settings(EncryptingS3AsyncClient.builder(plainAsync, keys.keys(), TestKeys.KEY))
                .build();
    }

    private static <B extends EncryptionBuilder<B>> B settings(B builder) {
        return builder.partBytes(PART)
                .rule("public/", ObjectRule.plaintext())
                .rule("old/", ObjectRule.encrypted().plaintextAllowed())
                .copySizes(new CopySizes(MOST, PART));
    }

    @BeforeAll
    void put() {
        put(writer, "from", CONTENT);
    }

    @AfterAll
    void close() {
        plain.close();
        plainAsync.close();
        quiet.close();
        reading.shutdown();
        keys.close();
    }

    private void put(S3Client s3, String key, byte[] content) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    private String begin(S3Client s3, String key) {
        return s3.createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
    }

    private UploadPartCopyRequest.Builder copy(String from, String to, @Nullable String id) {
        return UploadPartCopyRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to)
                .uploadId(id)
                .partNumber(1);
    }

    private void complete(S3Client s3, String key, String id, CopyPartResult part) {
        CompletedPart only = CompletedPart.builder()
                .partNumber(1)
                .eTag(part.eTag())
                .checksumCRC32(part.checksumCRC32())
                .checksumSHA256(part.checksumSHA256())
                .build();
        s3.completeMultipartUpload(
                complete -> complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(only)));
    }

    private byte[] read(S3Client s3, String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    /** Fails before any of the part is sent. */
    private void assertNothingSent(
            Class<? extends Exception> type, S3Client s3, String key, String id, ThrowingCallable call) {
        assertThatExceptionOfType(type).isThrownBy(call);
        assertThat(requests.of(UploadPartRequest.class)).isEmpty();
        assertThat(s3.listParts(list -> list.bucket(bucket).key(key).uploadId(id))
                        .parts())
                .isEmpty();
    }

    private void abort(S3Client s3, String key, String id) {
        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
    }

    /** The end, the first part of the range, what is behind it; then the part is sealed. */
    @ParameterizedTest
    @EnumSource
    void aSourceThatIsReplacedMeanwhileIsNoPart(Kind kind) {
        for (int before = 1; before <= 3; before++) {
            put(writer, "replaced", CONTENT);
            S3Client s3 = client(kind);
            String id = begin(s3, "to");
            requests.before(before, () -> put(writer, "replaced", OTHER));
            UploadPartCopyRequest copy = copy("replaced", "to", id).build();
            if (before == 1) {
                complete(s3, "to", id, s3.uploadPartCopy(copy).copyPartResult());
                assertThat(Arrays.equals(read(s3, "to"), OTHER)).isTrue();
                continue;
            }
            assertNothingSent(TamperedObjectException.class, s3, "to", id, () -> s3.uploadPartCopy(copy));
            assertThat(requests.of(GetObjectRequest.class).size())
                    .as("it was replaced before the last of them")
                    .isGreaterThanOrEqualTo(before);
            abort(s3, "to", id);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSourceThatWasTamperedWithIsNoPart(Kind kind) {
        S3Client s3 = client(kind);
        StoredObject intact = StoredObject.read(quiet, bucket, "from");
        int end = intact.body().length - 1;
        List<StoredObject> altered = List.of(
                intact.flipBody(100),
                intact.flipBody(end / 2),
                intact.flipBody(end),
                intact.without("furoshiki-sealed").flipBody(end - 70_000),
                intact.without("furoshiki-sealed").withBody(Arrays.copyOf(intact.body(), StoredObject.SEGMENT * 9)),
                intact.withBody(Arrays.copyOf(intact.body(), StoredObject.SEGMENT * 9)),
                intact.flip("furoshiki-header", 40));
        for (StoredObject object : altered) {
            object.write(quiet, bucket, "from");
            String id = begin(s3, "to");
            assertNothingSent(
                    TamperedObjectException.class,
                    s3,
                    "to",
                    id,
                    () -> s3.uploadPartCopy(copy("from", "to", id).build()));
            abort(s3, "to", id);
        }
        String id = begin(s3, "to");
        assertNothingSent(
                S3EncryptionException.class,
                s3,
                "to",
                id,
                () -> s3.uploadPartCopy(
                        copy("from", "to", id.substring(0, id.length() - 4)).build()));
        abort(s3, "to", id);
        intact.write(quiet, bucket, "from");
    }

    /** A range that is not touched is a part; its end is what proves the length, so that has to be true, too. */
    @ParameterizedTest
    @EnumSource
    void segmentsBesideTheRangeAreNotRead(Kind kind) {
        S3Client s3 = client(kind);
        StoredObject intact = StoredObject.read(quiet, bucket, "from");
        intact.flipBody(100).write(quiet, bucket, "from");
        String id = begin(s3, "to");
        UploadPartCopyRequest copy =
                copy("from", "to", id).copySourceRange("bytes=65536-131071").build();
        complete(s3, "to", id, s3.uploadPartCopy(copy).copyPartResult());
        assertThat(read(s3, "to")).isEqualTo(Arrays.copyOfRange(CONTENT, P, 2 * P));
        intact.write(quiet, bucket, "from");
    }

    @ParameterizedTest
    @EnumSource
    void plaintextIsSealedWhereItIsExpected(Kind kind) {
        S3Client s3 = client(kind);
        byte[] content = Arrays.copyOf(CONTENT, 70_000);
        for (String from : new String[] {"public/from", "old/from"}) {
            for (int size : new int[] {0, content.length}) {
                put(quiet, from, Arrays.copyOf(content, size));
                String id = begin(s3, "to");
                UploadPartCopyRequest copy = copy(from, "to", id).build();
                complete(s3, "to", id, s3.uploadPartCopy(copy).copyPartResult());
                assertThat(read(s3, "to")).isEqualTo(Arrays.copyOf(content, size));
                assertThat(StoredObject.read(quiet, bucket, "to").metadata()).containsKey("furoshiki-keys");
            }
            String id = begin(s3, "to");
            requests.before(2, () -> put(quiet, from, new byte[content.length]));
            assertNothingSent(
                    TamperedObjectException.class,
                    s3,
                    "to",
                    id,
                    () -> s3.uploadPartCopy(copy(from, "to", id).build()));
            requests.forget();
            assertCode(
                    "InvalidArgument",
                    () -> s3.uploadPartCopy(copy(from, "to", id)
                            .copySourceRange("bytes=0-70000")
                            .build()));
            abort(s3, "to", id);
        }
        put(quiet, "undeclared", content);
        String id = begin(s3, "to");
        assertNothingSent(
                NotEncryptedException.class,
                s3,
                "to",
                id,
                () -> s3.uploadPartCopy(copy("undeclared", "to", id).build()));
        abort(s3, "to", id);
    }

    /** There uploads are the plain client's, as putObject is refused. */
    @ParameterizedTest
    @EnumSource
    void plaintextStaysPlaintextWhereItIsDeclared(Kind kind) {
        S3Client s3 = client(kind);
        byte[] content = Arrays.copyOf(CONTENT, 70_000);
        for (String from : new String[] {"public/from", "old/from"}) {
            put(quiet, from, content);
            String id = begin(quiet, "public/to");
            UploadPartCopyRequest copy =
                    copy(from, "public/to", id).copySourceRange("bytes=9-65555").build();
            complete(quiet, "public/to", id, s3.uploadPartCopy(copy).copyPartResult());
            assertThat(read(quiet, "public/to")).isEqualTo(Arrays.copyOfRange(content, 9, 65_556));

            put(quiet, from, new byte[0]);
            String other = begin(quiet, "public/to");
            complete(
                    quiet,
                    "public/to",
                    other,
                    s3.uploadPartCopy(copy(from, "public/to", other).build()).copyPartResult());
            assertThat(read(quiet, "public/to")).isEmpty();
        }
        String id = begin(quiet, "public/to");
        assertNothingSent(
                OperationRefusedException.class,
                quiet,
                "public/to",
                id,
                () -> s3.uploadPartCopy(copy("from", "public/to", id).build()));
        for (byte[] before : new byte[][] {content, {}}) {
            put(quiet, "old/from", before);
            requests.forget();
            requests.beforeCopy = () -> put(writer, "old/from", content);
            assertThatExceptionOfType(S3Exception.class)
                    .as("what is encrypted meanwhile has no envelope there")
                    .isThrownBy(() ->
                            s3.uploadPartCopy(copy("old/from", "public/to", id).build()))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
        }
        put(quiet, "old/from", new byte[0]);
        requests.before(2, () -> put(writer, "old/from", content));
        assertThatExceptionOfType(TamperedObjectException.class)
                .as("and where it was empty when its end was asked for")
                .isThrownBy(() ->
                        s3.uploadPartCopy(copy("old/from", "public/to", id).build()));
        assertThat(requests.of(UploadPartCopyRequest.class)).isEmpty();
        abort(quiet, "public/to", id);
        assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> begin(s3, "public/to"));
    }

    @ParameterizedTest
    @EnumSource
    void onlyUploadsOfAnEncryptingClientAreGoneOnWith(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(quiet, "to");
        for (UploadPartCopyRequest.Builder copy :
                List.of(copy("from", "to", id), copy("from", "to", null), copy("from", "old/to", id))) {
            assertNothingSent(UploadRefusedException.class, quiet, "to", id, () -> s3.uploadPartCopy(copy.build()));
        }
        assertThat(requests.gets).isZero();
        String other = begin(s3, "other");
        assertNothingSent(
                KmsException.class,
                quiet,
                "to",
                id,
                () -> s3.uploadPartCopy(copy("from", "to", other).build()));
        abort(s3, "other", other);
        abort(s3, "to", id);
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("deprecation") // a copySource that is set is still sent
    void whatIsUnreadableOrTooLongIsRefused(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "to");
        for (String unreadable : new String[] {bucket, bucket + "/a+b", bucket + "/a%2", "/"}) {
            assertThatExceptionOfType(OperationRefusedException.class)
                    .isThrownBy(() -> s3.uploadPartCopy(copy("from", "to", id)
                            .sourceBucket(null)
                            .sourceKey(null)
                            .copySource(unreadable)
                            .build()))
                    .withMessageContaining("uploadPartCopy is refused");
        }
        for (String malformed : new String[] {
            "bytes=0-", "bytes=-5", "bytes=5-3", "bytes=a-b", "0-5", "bytes=0-2,3-5", "bytes=0", "items=0-5", ""
        }) {
            assertCode(
                    "InvalidArgument",
                    () -> s3.uploadPartCopy(
                            copy("from", "to", id).copySourceRange(malformed).build()));
        }
        assertThat(requests.gets).isZero();
        put(quiet, "public/long", new byte[MOST + 1]);
        assertCode(
                "InvalidRequest",
                () -> s3.uploadPartCopy(copy("public/long", "to", id).build()));
        assertThat(s3.uploadPartCopy(copy("public/long", "to", id)
                                .copySourceRange("bytes=1-" + MOST)
                                .build())
                        .copyPartResult()
                        .eTag())
                .isNotBlank();
        abort(s3, "to", id);
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    /** S3 computes what the upload was begun with, and the completion is told it. */
    @ParameterizedTest
    @EnumSource
    void tellsTheChecksumThatTheUploadWasBegunWith(Kind kind) {
        S3Client s3 = client(kind);
        byte[] content = Arrays.copyOf(CONTENT, 70_000);
        put(writer, "short", content);
        for (ChecksumAlgorithm algorithm : new ChecksumAlgorithm[] {null, ChecksumAlgorithm.SHA256}) {
            String id = s3.createMultipartUpload(
                            create -> create.bucket(bucket).key("to").checksumAlgorithm(algorithm))
                    .uploadId();
            CopyPartResult told =
                    s3.uploadPartCopy(copy("short", "to", id).build()).copyPartResult();
            UploadPartResponse due = s3.uploadPart(
                    part -> part.bucket(bucket)
                            .key("to")
                            .uploadId(id)
                            .partNumber(1)
                            .checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(content));
            assertThat(algorithm == null ? told.checksumCRC32() : told.checksumSHA256())
                    .isNotNull();
            assertThat(told.checksumCRC32()).isEqualTo(due.checksumCRC32());
            assertThat(told.checksumSHA256()).isEqualTo(due.checksumSHA256());
            complete(s3, "to", id, told.toBuilder().eTag(due.eTag()).build());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDisabledKeyOpensNoSource(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "to");
        keys.disable();
        try {
            assertNothingSent(
                    KmsException.DisabledException.class,
                    s3,
                    "to",
                    id,
                    () -> s3.uploadPartCopy(copy("from", "to", id).build()));
        } finally {
            keys.enable();
        }
        abort(s3, "to", id);
    }

    /** The SDK compares checksums at the end of a body. */
    @ParameterizedTest
    @EnumSource
    void plaintextThatWasAlteredOnItsWayIsNoPart(Kind kind) {
        S3Client s3 = client(kind);
        put(quiet, "public/from", Arrays.copyOf(CONTENT, 70_000));
        String id = begin(s3, "to");
        requests.troubles = Set.of(CopyRequests.Trouble.OTHER_CHECKSUM);
        assertNothingSent(
                SdkClientException.class,
                s3,
                "to",
                id,
                () -> s3.uploadPartCopy(copy("public/from", "to", id).build()));
        abort(s3, "to", id);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSourceThatCannotBeReceivedEndsTheCopy() {
        S3Client s3 = client(Kind.ASYNC);
        put(quiet, "public/from", Arrays.copyOf(CONTENT, 70_000));
        String id = begin(s3, "to");
        requests.troubles = Set.of(CopyRequests.Trouble.NO_BODY);
        assertNothingSent(
                SdkClientException.class,
                s3,
                "to",
                id,
                () -> s3.uploadPartCopy(copy("public/from", "to", id).build()));
        abort(s3, "to", id);
    }

    /** S3 asks for none where a part is copied. */
    @ParameterizedTest
    @EnumSource
    void aPartIsCopiedWithoutThePermissionToList(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(writer, "to");
        requests.troubles = Set.of(CopyRequests.Trouble.NO_LISTS);
        CopyPartResult copied =
                s3.uploadPartCopy(copy("from", "to", id).build()).copyPartResult();
        assertThat(requests.of(ListPartsRequest.class)).isNotEmpty();
        complete(writer, "to", id, copied);
        assertThat(Arrays.equals(read(writer, "to"), CONTENT)).isTrue();
    }

    /** Of a long object, where but the head is wanted. */
    @ParameterizedTest
    @EnumSource
    void theHeadIsEnoughOfAServerThatSendsEverything(Kind kind) {
        S3Client s3 = client(kind);
        put(quiet, "old/long", OTHER);
        requests.troubles = Set.of(CopyRequests.Trouble.NO_RANGES);
        assertThat(s3.headObject(head -> head.bucket(bucket).key("old/long")).contentLength())
                .isEqualTo(OTHER.length);
        s3.copyObject(copied -> copied.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("copied"));
        assertThat(Arrays.equals(read(writer, "copied"), CONTENT)).isTrue();
    }

    /** Before the range is asked for, and before the rest of it is. */
    @Test
    void aCopyThatIsCancelledSendsNothing() {
        for (int before = 2; before <= 3; before++) {
            EncryptingS3AsyncClient s3 = async();
            S3Client view = BlockingView.of(s3, reading);
            String id = begin(view, "to");
            CompletableFuture<CompletableFuture<?>> begun = new CompletableFuture<>();
            requests.before(before, () -> begun.join().cancel(true));
            CompletableFuture<UploadPartCopyResponse> copying =
                    s3.uploadPartCopy(copy("from", "to", id).build());
            begun.complete(copying);
            assertNothingSent(CancellationException.class, view, "to", id, copying::join);
            // What goes on nevertheless is done before another one is.
            String other = begin(view, "other");
            view.uploadPartCopy(copy("from", "other", other).build());
            assertThat(requests.of(UploadPartRequest.class))
                    .extracting(UploadPartRequest::key)
                    .containsExactly("other");
            abort(view, "other", other);
            abort(view, "to", id);
        }
    }

    /** By the SDK, as any GET is: what was sealed of it before is not sent. */
    @Test
    void whatBreaksOffIsAskedForAgain() {
        try (TestStore store = TestStore.onS3Proxy()) {
            EncryptingS3Client s3 = settings(EncryptingS3Client.builder(store.plain(), keys.keys(), TestKeys.KEY))
                    .build();
            put(quiet, "public/from", CONTENT);
            for (String from : new String[] {"from", "public/from"}) {
                // Plaintext comes in one answer behind the end.
                for (int broken = 1; broken <= (from.equals("from") ? 3 : 2); broken++) {
                    String id = begin(s3, "to");
                    int at = broken;
                    AtomicInteger gets = new AtomicInteger();
                    store.http()
                            .faults(sent -> sent.is("GET", "/from") && gets.incrementAndGet() == at
                                    ? new ObservedHttpClient.Fault.CutAfter(at == 2 ? 200_000 : 100)
                                    : null);
                    UploadPartCopyRequest copy = copy(from, "to", id)
                            .copySourceRange("bytes=1-" + (PART + P))
                            .build();
                    complete(s3, "to", id, s3.uploadPartCopy(copy).copyPartResult());
                    assertThat(gets.get()).as("one was cut").isGreaterThan(at);
                    assertThat(Arrays.equals(read(writer, "to"), Arrays.copyOfRange(CONTENT, 1, PART + P + 1)))
                            .as("%s, broken at %d", from, broken)
                            .isTrue();
                }
            }
        }
    }
}
