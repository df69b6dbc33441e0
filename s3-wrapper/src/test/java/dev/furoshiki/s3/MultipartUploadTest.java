package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SdkPartType;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Uploads whose parts the caller sends, beside the same upload through the plain client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartUploadTest {

    private static final int P = 65_536;
    private static final int FULL = 80 * P;
    private static final byte[] BYTES = new byte[3 * FULL];

    private final ExecutorService reading = Executors.newCachedThreadPool();
    private TestStore store;
    private S3Client plain;
    private String bucket;
    private S3AsyncClient plainAsync;
    private EncryptingS3AsyncClient async;

    enum Kind {
        SYNC,
        ASYNC
    }

    @BeforeAll
    void open() {
        new Random(5).nextBytes(BYTES);
        store = TestStore.onS3Proxy();
        plain = store.plain();
        bucket = store.bucket();
        plainAsync = LocalS3.s3Proxy().asyncClientBuilder().build();
        async = EncryptingS3AsyncClient.wrap(plainAsync, store.keys().keys(), TestKeys.KEY);
    }

    @AfterAll
    void close() {
        async.close();
        store.close();
        reading.shutdown();
    }

    private S3Client client(Kind kind) {
        return kind == Kind.SYNC ? store.encryptingWithEmptyMemory() : BlockingView.of(newAsync(), reading);
    }

    private EncryptingS3AsyncClient newAsync() {
        return EncryptingS3AsyncClient.wrap(plainAsync, store.keys().keys(), TestKeys.KEY);
    }

    /**
     * @param sizes of the parts
     * @param order in which they are uploaded, some twice
     * @param hasTwin whether the plain client makes the same upload, too
     */
    record Case(Kind kind, List<Integer> sizes, List<Integer> order, boolean hasTwin) {}

    /** UploadLayoutTest has many more, without a store. */
    static Stream<Case> cases() {
        return Stream.of(
                new Case(Kind.SYNC, List.of(FULL, FULL, 70_000), List.of(2, 3, 1, 3), false),
                new Case(Kind.SYNC, List.of(FULL, 2 * P), List.of(1, 2), true),
                new Case(Kind.SYNC, List.of(P), List.of(1), true),
                new Case(Kind.SYNC, List.of(0), List.of(1), true),
                new Case(Kind.ASYNC, List.of(FULL, 0), List.of(1, 2), false),
                new Case(Kind.ASYNC, List.of(17), List.of(1, 1), true),
                new Case(Kind.ASYNC, List.of(0), List.of(1), true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWhatThePlainClientMakes(Case upload) {
        S3Client s3 = client(upload.kind());
        Map<Integer, Long> listed = run(s3, "sealed", upload);
        byte[] content = content(upload.sizes());
        assertThat(Arrays.equals(get(s3, "sealed"), content)).isTrue();
        if (upload.hasTwin()) {
            assertThat(listed).isEqualTo(run(plain, "plain", upload));
            assertThat(Arrays.equals(get(plain, "plain"), content)).isTrue();
        }
        assertThat(s3.headObject(head -> head.bucket(bucket).key("sealed")).contentLength())
                .isEqualTo(content.length);
        assertThat(s3.headObject(head -> head.bucket(bucket).key("sealed")).metadata())
                .containsExactlyEntriesOf(Map.of("colour", "indigo"));
        assertThat(s3.listMultipartUploads(list -> list.bucket(bucket).prefix("sealed"))
                        .uploads())
                .isEmpty();
    }

    /** Begins, uploads and completes; tells the sizes that are listed. */
    private Map<Integer, Long> run(S3Client s3, String key, Case upload) {
        String id = begin(s3, key);
        Map<Integer, String> tags = new TreeMap<>();
        for (int number : upload.order()) {
            tags.put(number, upload(s3, key, id, number, upload.sizes()).eTag());
        }
        Map<Integer, Long> sizes = sizes(s3, key, id);
        complete(s3, key, id, tags);
        return sizes;
    }

    private Map<Integer, Long> sizes(S3Client s3, String key, String id) {
        return s3.listPartsPaginator(list -> list.bucket(bucket).key(key).uploadId(id)).parts().stream()
                .collect(Collectors.toMap(Part::partNumber, Part::size));
    }

    private String begin(S3Client s3, String key) {
        return s3.createMultipartUpload(create -> create.bucket(bucket).key(key).metadata(Map.of("colour", "indigo")))
                .uploadId();
    }

    private UploadPartResponse upload(S3Client s3, String key, String id, int number, List<Integer> sizes) {
        int from = sizes.subList(0, number - 1).stream()
                .mapToInt(Integer::intValue)
                .sum();
        return upload(s3, key, id, number, Arrays.copyOfRange(BYTES, from, from + sizes.get(number - 1)));
    }

    private UploadPartResponse upload(S3Client s3, String key, String id, int number, byte[] bytes) {
        return s3.uploadPart(
                part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number), RequestBody.fromBytes(bytes));
    }

    private CompleteMultipartUploadResponse complete(S3Client s3, String key, String id, Map<Integer, String> tags) {
        List<CompletedPart> parts = new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> CompletedPart.builder()
                                .partNumber(tag.getKey())
                                .eTag(tag.getValue())
                                .build())
                        .toList();
        return complete(s3, key, id, parts);
    }

    private CompleteMultipartUploadResponse complete(S3Client s3, String key, String id, List<CompletedPart> parts) {
        return s3.completeMultipartUpload(
                complete -> complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
    }

    private static byte[] content(List<Integer> sizes) {
        return Arrays.copyOf(BYTES, sizes.stream().mapToInt(Integer::intValue).sum());
    }

    private byte[] get(S3Client s3, String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    private void assertNothingVisible(String key) {
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> plain.headObject(head -> head.bucket(bucket).key(key)));
    }

    /** The last part comes first, while the one before it is on its way. */
    @ParameterizedTest
    @EnumSource
    void partsComeInParallel(Kind kind) {
        S3Client s3 = client(kind);
        List<Integer> sizes = List.of(FULL, 100);
        String id = begin(s3, "parallel");
        CompletableFuture<UploadPartResponse> last =
                CompletableFuture.supplyAsync(() -> upload(s3, "parallel", id, 2, sizes), reading);
        String first = upload(s3, "parallel", id, 1, sizes).eTag();
        complete(s3, "parallel", id, Map.of(1, first, 2, last.join().eTag()));
        assertThat(Arrays.equals(get(s3, "parallel"), content(sizes))).isTrue();
    }

    /** Each part through a client of its own, which has seen nothing of the others; and one more completes. */
    @Test
    void anyProcessGoesOn() {
        List<Integer> sizes = List.of(FULL, FULL, 3 * P);
        String id = begin(client(Kind.ASYNC), "elsewhere");
        Map<Integer, String> tags = new TreeMap<>();
        tags.put(2, upload(client(Kind.SYNC), "elsewhere", id, 2, sizes).eTag());
        tags.put(3, upload(client(Kind.ASYNC), "elsewhere", id, 3, sizes).eTag());
        tags.put(1, upload(client(Kind.ASYNC), "elsewhere", id, 1, sizes).eTag());
        assertThat(sizes(client(Kind.SYNC), "elsewhere", id))
                .containsExactly(Map.entry(1, (long) FULL), Map.entry(2, (long) FULL), Map.entry(3, 3L * P));
        complete(client(Kind.SYNC), "elsewhere", id, tags);
        assertThat(Arrays.equals(get(client(Kind.ASYNC), "elsewhere"), content(sizes)))
                .isTrue();
    }

    @Test
    void aFullPartAndItsEndAreCompletedElsewhere() {
        String id = begin(client(Kind.SYNC), "end");
        String tag = upload(client(Kind.SYNC), "end", id, 1, List.of(FULL)).eTag();
        complete(client(Kind.ASYNC), "end", id, Map.of(1, tag));
        assertThat(Arrays.equals(get(client(Kind.ASYNC), "end"), content(List.of(FULL))))
                .isTrue();
    }

    /** Where somebody said how long parts are, a last part needs no other. */
    @Test
    void aLastPartAloneIsPlacedByTheDeclaredLength() {
        EncryptingS3Client declared = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .uploadPartBytes(FULL)
                .build();
        String id = begin(declared, "declared");
        store.http().forget();
        String last = upload(client(Kind.SYNC), "declared", id, 2, new byte[5]).eTag();
        assertThat(store.http().sent()).as("the store is not asked").hasSize(1);
        String first = upload(declared, "declared", id, 1, new byte[P]).eTag();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(client(Kind.SYNC), "declared", id, Map.of(1, first, 2, last)))
                .withMessageContaining("part 1 holds 65536 bytes")
                .withMessageContaining("(5242880)");
        abort(declared, "declared", id);
    }

    @Test
    void aPartThatIsMarkedLastEndsTheUpload() {
        S3Client s3 = client(Kind.SYNC);
        String id = begin(s3, "marked");
        String tag = s3.uploadPart(
                        part -> part.bucket(bucket)
                                .key("marked")
                                .uploadId(id)
                                .partNumber(1)
                                .sdkPartType(SdkPartType.LAST),
                        RequestBody.fromBytes(content(List.of(FULL))))
                .eTag();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(s3, "marked", id, 2, new byte[1]))
                .withMessageContaining("part 1 ");
        store.http().forget();
        complete(s3, "marked", id, Map.of(1, tag));
        assertThat(store.http().sent()).as("no part is added").hasSize(1);
        assertThat(Arrays.equals(get(s3, "marked"), content(List.of(FULL)))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOfUnknownLengthIsAPart(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "unknown");
        byte[] bytes = content(List.of(kind == Kind.SYNC ? FULL + 3 : 3 * P));
        String tag = s3.uploadPart(
                        part -> part.bucket(bucket).key("unknown").uploadId(id).partNumber(1),
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(bytes), "application/octet-stream"))
                .eTag();
        complete(s3, "unknown", id, Map.of(1, tag));
        assertThat(Arrays.equals(get(s3, "unknown"), bytes)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aPartThatIsNeitherAlignedNorLastIsRefused(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "uneven");
        upload(s3, "uneven", id, 1, new byte[P + 1]);
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(s3, "uneven", id, 2, new byte[FULL]))
                .withMessageContaining("part 1 holds 65537 bytes")
                .withMessageContaining("uneven")
                .withMessageContaining("multiple of 64 KiB");
        abort(s3, "uneven", id);

        assertNothingVisible("uneven");
    }

    /** The other way round, and by processes of which neither sees it. */
    @Test
    void aPartOfAnotherLengthThanThoseBehindItIsRefused() {
        S3Client s3 = client(Kind.SYNC);
        String other = begin(s3, "uneven");
        String second = upload(s3, "uneven", other, 2, new byte[FULL]).eTag();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(s3, "uneven", other, 1, new byte[FULL + P]))
                .withMessageContaining("part 1 holds 5308416 bytes and not 5242880")
                .withMessageContaining("part 2 was uploaded before");
        String first =
                upload(client(Kind.SYNC), "uneven", other, 1, new byte[9]).eTag();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(client(Kind.ASYNC), "uneven", other, Map.of(1, first, 2, second)))
                .withMessageContaining("part 1 holds 9 bytes");
        abort(s3, "uneven", other);
        assertNothingVisible("uneven");
        assertThat(plain.listMultipartUploads(list -> list.bucket(bucket).prefix("uneven"))
                        .uploads())
                .isEmpty();
    }

    private void abort(S3Client s3, String key, String id) {
        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
    }

    @ParameterizedTest
    @EnumSource
    void aCompletionOfOtherPartsIsRefused(Kind kind) {
        S3Client s3 = client(kind);
        String key = "other " + kind;
        List<Integer> sizes = List.of(FULL, 9);
        String id = begin(s3, key);
        Map<Integer, String> tags = new TreeMap<>();
        for (int number = 1; number <= 2; number++) {
            tags.put(number, upload(s3, key, id, number, sizes).eTag());
        }
        List<CompletedPart> parts = tags.entrySet().stream()
                .map(tag -> CompletedPart.builder()
                        .partNumber(tag.getKey())
                        .eTag(tag.getValue())
                        .build())
                .toList();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(s3, key, id, Map.of(1, tags.get(1), 3, tags.get(2))))
                .withMessageContaining("part 2 is missing");
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(s3, key, id, parts.subList(0, 1)))
                .withMessageContaining("part 2");
        List<CompletedPart> reversed = new ArrayList<>(parts);
        Collections.reverse(reversed);
        assertCode("InvalidPartOrder", () -> complete(s3, key, id, reversed));
        assertCode("MalformedXML", () -> complete(s3, key, id, List.of()));
        CompletedPart foreign = parts.get(1).toBuilder()
                .eTag("\"00000000000000000000000000000000\"")
                .build();
        assertCode("InvalidPart", () -> complete(s3, key, id, List.of(parts.get(0), foreign)));
        assertNothingVisible(key);
        complete(s3, key, id, tags);
        assertThat(Arrays.equals(get(s3, key), content(sizes))).isTrue();
    }

    private static void assertCode(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @ParameterizedTest
    @EnumSource
    void aPartIsNotUploadedWithOtherBytes(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "bytes");
        upload(s3, "bytes", id, 1, new byte[] {1, 2, 3});
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(s3, "bytes", id, 1, new byte[] {1, 2, 4}))
                .withMessageContaining("part 1")
                .withMessageContaining("other bytes before");
        String tag = upload(s3, "bytes", id, 1, new byte[] {1, 2, 3}).eTag();
        complete(s3, "bytes", id, Map.of(1, tag));
        assertThat(get(s3, "bytes")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void theStoresOwnIdsAreListedAndGivenUpOnly(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "raw");
        assertThat(id).startsWith("furoshiki1.").hasSizeBetween(600, 1_500);
        upload(s3, "raw", id, 1, new byte[P]);
        List<MultipartUpload> uploads = s3.listMultipartUploads(
                        list -> list.bucket(bucket).prefix("raw"))
                .uploads();
        assertThat(uploads).extracting(MultipartUpload::uploadId).containsExactly(id);

        S3Client other = client(kind);
        String raw = other.listMultipartUploads(list -> list.bucket(bucket).prefix("raw"))
                .uploads()
                .get(0)
                .uploadId();
        assertThat(id).doesNotContain(raw);
        assertThat(sizes(other, "raw", raw)).containsEntry(1, (long) P);
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(other, "raw", raw, 1, new byte[P]))
                .withMessageContaining("uploadPart is refused")
                .withMessageContaining("createMultipartUpload");
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> complete(other, "raw", raw, Map.of(1, "\"0\"")))
                .withMessageContaining("completeMultipartUpload is refused");
        abort(other, "raw", raw);
        assertThat(plain.listMultipartUploads(list -> list.bucket(bucket).prefix("raw"))
                        .uploads())
                .isEmpty();
    }

    @Test
    void anIdOfAnotherObjectOrUploadIsRefused() {
        S3Client s3 = client(Kind.SYNC);
        String one = begin(s3, "one");
        String two = begin(s3, "two");
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> upload(s3, "two", one, 1, new byte[9]));
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> upload(s3, "one", one.substring(0, one.length() - 2), 1, new byte[9]))
                .withMessageContaining("createMultipartUpload returned");
        abort(s3, "one", one);
        abort(s3, "two", two);
        assertThat(plain.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .extracting(MultipartUpload::key)
                .doesNotContain("one", "two");
    }

    /** What the store puts together of two uploads opens to nobody. */
    @Test
    void partsOfTwoUploadsAreNotMixed() {
        S3Client s3 = client(Kind.SYNC);
        List<StoredObject> stored = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String id = begin(s3, "mixed");
            String tag = upload(s3, "mixed", id, 1, new byte[50]).eTag();
            complete(s3, "mixed", id, Map.of(1, tag));
            stored.add(StoredObject.read(plain, bucket, "mixed"));
        }
        stored.get(0).withBody(stored.get(1).body()).write(plain, bucket, "mixed");
        assertThatExceptionOfType(TamperedObjectException.class).isThrownBy(() -> get(s3, "mixed"));
    }

    @ParameterizedTest
    @EnumSource
    void aDisabledKeyStopsAnUploadAndItsAbortionDoesNotNeedIt(Kind kind) {
        S3Client s3 = client(kind);
        String id = begin(s3, "disabled");
        String tag = upload(s3, "disabled", id, 1, new byte[9]).eTag();
        store.keys().disable();
        try {
            assertThatExceptionOfType(KmsException.DisabledException.class)
                    .isThrownBy(() -> upload(s3, "disabled", id, 1, new byte[9]));
            assertThatExceptionOfType(KmsException.DisabledException.class)
                    .isThrownBy(() -> complete(s3, "disabled", id, Map.of(1, tag)));
            assertThat(sizes(s3, "disabled", id)).containsEntry(1, 9L);
            abort(s3, "disabled", id);
        } finally {
            store.keys().enable();
        }
        assertNothingVisible("disabled");
    }

    @Test
    void partsThatAreTooLongToBeHeldAreRefusedUnread() {
        S3Client s3 = client(Kind.SYNC);
        String id = begin(s3, "long");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.uploadPart(
                        part -> part.bucket(bucket).key("long").uploadId(id).partNumber(1),
                        RequestBody.fromContentProvider(
                                () -> {
                                    throw new AssertionError("read");
                                },
                                (128L << 20) + 1,
                                "application/octet-stream")))
                .withMessageContaining("uploadPartBytes");
        abort(s3, "long", id);
    }
}
