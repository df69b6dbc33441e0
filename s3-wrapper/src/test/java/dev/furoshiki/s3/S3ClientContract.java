package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What an application may expect of an S3 client, whichever it is: the plain client proves the contract against the
 * server, the encrypting one then has to keep it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3ClientContract extends PartCopyContract {

    private static final int SEGMENT = 65_536;
    private static final int PART = 5 << 20;

    /** Around one part and two: all with the soak, else two of them that are drawn anew each time. */
    private static final List<Integer> PART_SIZES =
            some(List.of(PART - 1, PART, PART + 1, 2 * PART, 2 * PART + SEGMENT + 7));

    private final Random random = new Random(20_261_124);

    @TempDir
    private Path directory;

    private S3Client s3;
    private String bucket;

    /** The SDK's asynchronous client needs to know how long a body is. */
    boolean sendsUnknownLengths() {
        return true;
    }

    @BeforeEach
    void newBucket() {
        s3 = client();
        bucket = TestBuckets.create(s3);
    }

    @Test
    void returnsWhatWasPutAtEverySizeAroundSegments() {
        List<Integer> sizes = Stream.of(0, 1, 2, 3, 4, 5)
                .flatMap(segments -> Stream.of(-1, 0, 1).map(shift -> segments * SEGMENT + shift))
                .filter(size -> size >= 0)
                .toList();
        for (int size : sizes) {
            byte[] content = bytes(size);
            s3.putObject(put -> put.bucket(bucket).key("size-" + size), RequestBody.fromBytes(content));
            assertHolds("size-" + size, content);
        }
        Map<String, Long> listed = new HashMap<>();
        for (S3Object object : s3.listObjectsV2Paginator(
                        list -> list.bucket(bucket).maxKeys(4))
                .contents()) {
            listed.put(object.key(), object.size());
        }
        assertThat(listed).hasSize(sizes.size());
        sizes.forEach(size -> assertThat(listed).containsEntry("size-" + size, (long) size));
    }

    @Test
    void returnsWhatWasPutAtSizesAroundParts() {
        for (int size : PART_SIZES) {
            byte[] content = bytes(size);
            s3.putObject(put -> put.bucket(bucket).key("known"), RequestBody.fromBytes(content));
            assertHolds("known", content);
            s3.putObject(put -> put.bucket(bucket).key("stream"), unknownLength(content));
            assertHolds("stream", content);
            assertThat(rangeOf("stream", "bytes=-3").asByteArray()).isEqualTo(last(content, 3));
        }
    }

    @Test
    void takesABodyFromEverySource() throws IOException {
        byte[] content = bytes(70_000);
        Path file = Files.write(directory.resolve("body.txt"), content);
        Map<String, RequestBody> bodies = Map.of(
                "bytes", RequestBody.fromBytes(content),
                "buffer", RequestBody.fromByteBuffer(ByteBuffer.wrap(content)),
                "file", RequestBody.fromFile(file),
                "provider",
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(content), content.length, "application/x-test"),
                "file object", RequestBody.fromFile(file.toFile()),
                "rest", RequestBody.fromRemainingByteBuffer(ByteBuffer.wrap(concat(new byte[9], content), 9, 70_000)),
                "endless", unknownLength(content),
                "stream", RequestBody.fromInputStream(new ByteArrayInputStream(content), content.length));
        bodies.forEach((key, body) -> {
            s3.putObject(put -> put.bucket(bucket).key(key), body);
            assertHolds(key, content);
        });
        s3.putObject(put -> put.bucket(bucket).key("path"), file);
        assertHolds("path", content);
        s3.putObject(put -> put.bucket(bucket).key("latin"), RequestBody.fromString("Grüße", ISO_8859_1));
        assertHolds("latin", "Grüße".getBytes(ISO_8859_1));
        s3.putObject(put -> put.bucket(bucket).key("text"), RequestBody.fromString("Grüße, 世界"));
        assertHolds("text", "Grüße, 世界".getBytes(UTF_8));
        s3.putObject(put -> put.bucket(bucket).key("empty"), RequestBody.empty());
        assertHolds("empty", new byte[0]);
        assertThat(head("file").contentType()).isEqualTo("text/plain");
        assertThat(head("provider").contentType()).isEqualTo("application/x-test");
    }

    @Test
    void sendsNoMoreThanTheLengthThatWasGiven() {
        byte[] content = bytes(1_000);
        s3.putObject(
                put -> put.bucket(bucket).key("short").contentLength(400L),
                RequestBody.fromInputStream(new ByteArrayInputStream(content), 400));
        assertHolds("short", Arrays.copyOf(content, 400));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> s3.putObject(
                        put -> put.bucket(bucket).key("long"),
                        RequestBody.fromInputStream(new ByteArrayInputStream(content), 1_001)));
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> head("long"));
    }

    @Test
    void handsABodyToEveryReceiver() throws IOException {
        byte[] content = bytes(3 * SEGMENT + 5);
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(content));

        try (ResponseInputStream<GetObjectResponse> stream =
                s3.getObject(get -> get.bucket(bucket).key("k"))) {
            assertThat(stream.response().contentLength()).isEqualTo(content.length);
            assertThat(stream.read()).isEqualTo(content[0] & 0xff);
            assertThat(stream.readNBytes(SEGMENT)).isEqualTo(Arrays.copyOfRange(content, 1, SEGMENT + 1));
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, SEGMENT + 1, content.length));
            assertThat(stream.read()).isEqualTo(-1);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        s3.getObject(get -> get.bucket(bucket).key("k"), ResponseTransformer.toOutputStream(out));
        assertThat(out.toByteArray()).isEqualTo(content);

        Path file = directory.resolve("received");
        GetObjectResponse response = s3.getObject(get -> get.bucket(bucket).key("k"), file);
        assertThat(response.contentLength()).isEqualTo(content.length);
        assertThat(file).hasBinaryContent(content);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> s3.getObject(get -> get.bucket(bucket).key("k"), file))
                .withStackTraceContaining(FileAlreadyExistsException.class.getSimpleName());
        assertThat(file).hasBinaryContent(content);

        String told = s3.getObject(
                get -> get.bucket(bucket).key("k"),
                (answer, in) -> answer.contentLength() + ":" + in.readAllBytes().length);
        assertThat(told).isEqualTo(content.length + ":" + content.length);
        assertThat(s3.<@Nullable String>getObject(get -> get.bucket(bucket).key("k"), (answer, in) -> null))
                .isNull();
    }

    @Test
    void handsABodyToEveryReceiverOfTheSdk() throws IOException {
        byte[] content = bytes(3 * SEGMENT + 5);
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(content));
        List<ResponseTransformer<GetObjectResponse, ResponseInputStream<GetObjectResponse>>> streams = List.of(
                ResponseTransformer.toInputStream(),
                ResponseTransformer.toInputStream(Duration.ofSeconds(30)),
                ResponseTransformer.toGzipCompatibleInputStream(),
                ResponseTransformer.toGzipCompatibleInputStream(Duration.ofSeconds(30)),
                ResponseTransformer.unmanaged(ResponseTransformer.toInputStream()));
        for (var receiver : streams) {
            try (InputStream in = s3.getObject(get -> get.bucket(bucket).key("k"), receiver)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        assertThat(s3.getObject(get -> get.bucket(bucket).key("k"), ResponseTransformer.toBytes())
                        .asByteArray())
                .isEqualTo(content);
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asByteArray())
                .isEqualTo(content);
        Path file = directory.resolve("received-by-file");
        s3.getObject(get -> get.bucket(bucket).key("k"), ResponseTransformer.toFile(file.toFile()));
        assertThat(file).hasBinaryContent(content);
        assertThat(Arrays.stream(ResponseTransformer.class.getMethods())
                        .filter(method -> method.getReturnType() == ResponseTransformer.class)
                        .map(method -> method.getName()
                                + Arrays.stream(method.getParameterTypes())
                                        .map(Class::getSimpleName)
                                        .toList()))
                .as("a receiver that a later SDK brings belongs into this test")
                .containsExactlyInAnyOrder(
                        "toBytes[]",
                        "toFile[File]",
                        "toFile[Path]",
                        "toGzipCompatibleInputStream[]",
                        "toGzipCompatibleInputStream[Duration]",
                        "toInputStream[]",
                        "toInputStream[Duration]",
                        "toOutputStream[OutputStream]",
                        "unmanaged[ResponseTransformer]");
    }

    @Test
    void canBeLeftInTheMiddleOfABody() throws IOException {
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(20 * SEGMENT)));
        for (int i = 0; i < 60; i++) {
            ResponseInputStream<GetObjectResponse> stream =
                    s3.getObject(get -> get.bucket(bucket).key("k"));
            assertThat(stream.read()).isNotNegative();
            if (i % 2 == 0) {
                stream.abort();
            } else {
                stream.close();
            }
        }
    }

    @Test
    void servesEveryFormOfARange() {
        int size = 3 * SEGMENT + 100;
        byte[] content = bytes(size);
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(content));
        long[] places = {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT + 77, 3 * SEGMENT, size - 2, size - 1};
        for (long first : places) {
            assertRange(content, first, size - 1, "bytes=" + first + "-");
            assertRange(content, first, size - 1, "bytes=" + first + "-" + (size + 5L));
            assertRange(content, size - 1 - first, size - 1, "bytes=-" + (first + 1));
            for (long last : places) {
                if (first <= last) {
                    assertRange(content, first, last, "bytes=" + first + "-" + last);
                }
            }
        }
        assertRange(content, 0, size - 1, "bytes=-" + (size + 1L));
        assertRange(content, 0, size - 1, "bytes=-" + (100L * size));
    }

    @Test
    void answersARangeBehindTheEndWith416() {
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(SEGMENT)));
        s3.putObject(put -> put.bucket(bucket).key("s"), RequestBody.fromBytes(bytes(10)));
        for (String range : List.of("bytes=65536-", "bytes=65536-70000", "bytes=200000-200001")) {
            assertUnsatisfiable("k", range);
        }
        for (String range : List.of("bytes=10-", "bytes=10-10", "bytes=11-65537")) {
            assertUnsatisfiable("s", range);
        }
    }

    @Test
    void keepsConditions() {
        String eTag = s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("one"))
                .eTag();
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("k").ifMatch(eTag))
                        .asUtf8String())
                .isEqualTo("one");
        assertThat(s3.headObject(head -> head.bucket(bucket).key("k").ifMatch(eTag))
                        .eTag())
                .isEqualTo(eTag);
        assertStatus(
                412,
                () -> s3.getObjectAsBytes(get -> get.bucket(bucket).key("k").ifMatch("\"00\"")));
        assertStatus(
                304,
                () -> s3.getObjectAsBytes(get -> get.bucket(bucket).key("k").ifNoneMatch(eTag)));
        assertStatus(
                412,
                () -> s3.putObject(put -> put.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("two")));
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("one");
        assertThat(s3.putObject(put -> put.bucket(bucket).key("new").ifNoneMatch("*"), RequestBody.fromString("x"))
                        .eTag())
                .isNotBlank();
    }

    @Test
    void keepsMetadataAndHeaders() {
        Map<String, String> metadata = Map.of("colour", "indigo", "weave", "plain cotton");
        s3.putObject(
                put -> put.bucket(bucket)
                        .key("k")
                        .metadata(metadata)
                        .contentType("application/x-cloth")
                        .cacheControl("max-age=60")
                        .contentDisposition("attachment; filename=\"a.bin\"")
                        .contentLanguage("ja"),
                RequestBody.fromBytes(bytes(PART + 1)));
        GetObjectResponse got =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).response();
        HeadObjectResponse head = head("k");

        assertThat(got.metadata()).isEqualTo(metadata);
        assertThat(head.metadata()).isEqualTo(metadata);
        assertThat(got.contentType()).isEqualTo("application/x-cloth");
        assertThat(got.cacheControl()).isEqualTo("max-age=60");
        assertThat(got.contentDisposition()).isEqualTo("attachment; filename=\"a.bin\"");
        assertThat(got.contentLanguage()).isEqualTo("ja");
        assertThat(head.contentType()).isEqualTo("application/x-cloth");
        assertThat(head.cacheControl()).isEqualTo("max-age=60");
        assertThat(got.eTag()).isEqualTo(head.eTag());
        assertThat(got.lastModified()).isEqualTo(head.lastModified());
    }

    @Test
    void takesOddNames() {
        List<String> keys = List.of(
                "a b",
                "a+b",
                "ü/ö/ä",
                "包み/風呂敷.txt",
                "emoji \uD83C\uDF81",
                "q?x=1&y=%20",
                "comma,semi;colon:",
                "quote'\"",
                "e\u0301");
        for (String key : keys) {
            s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(key));
            assertHolds(key, key.getBytes(UTF_8));
        }
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void deletes() {
        for (String key : List.of("a", "b", "c")) {
            s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(key));
        }
        s3.deleteObject(delete -> delete.bucket(bucket).key("a"));
        s3.deleteObjects(delete -> delete.bucket(bucket)
                .delete(all -> all.objects(
                        ObjectIdentifier.builder().key("b").build(),
                        ObjectIdentifier.builder().key("c").build())));
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(get -> get.bucket(bucket).key("a")));
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> head("b"));
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(get -> get.bucket(bucket).key("nothing")));
        assertThatExceptionOfType(NoSuchBucketException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(
                        get -> get.bucket("no-such-bucket-anywhere").key("nothing")));
        assertThatExceptionOfType(NoSuchBucketException.class)
                .isThrownBy(() -> s3.putObject(
                        put -> put.bucket("no-such-bucket-anywhere").key("nothing"), RequestBody.fromString("x")));
    }

    @Test
    void comparesTheCallersChecksums() {
        byte[] content = bytes(100_000);
        CRC32 crc32 = new CRC32();
        crc32.update(content);
        String right = Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc32.getValue()).array());
        PutObjectResponse response = s3.putObject(
                put -> put.bucket(bucket).key("right").checksumCRC32(right), RequestBody.fromBytes(content));
        assertThat(response.eTag()).isNotBlank();
        s3.putObject(put -> put.bucket(bucket).key("md5").contentMD5(md5(content)), RequestBody.fromBytes(content));
        assertHolds("right", content);
        assertHolds("md5", content);
        assertStatus(
                400,
                () -> s3.putObject(
                        put -> put.bucket(bucket).key("wrong").contentMD5(md5(new byte[1])),
                        RequestBody.fromBytes(content)));
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> head("wrong"));
    }

    @Test
    void waits() {
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(1_234)));
        assertThat(s3.waiter()
                        .waitUntilObjectExists(head -> head.bucket(bucket).key("k"))
                        .matched()
                        .response()
                        .orElseThrow()
                        .contentLength())
                .isEqualTo(1_234);
    }

    @Test
    void listsAsOfOld() {
        s3.putObject(put -> put.bucket(bucket).key("dir/k"), RequestBody.fromBytes(bytes(SEGMENT + 9)));
        assertThat(s3.listObjects(list -> list.bucket(bucket).prefix("dir/")).contents())
                .extracting(S3Object::size)
                .containsExactly(SEGMENT + 9L);
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket).delimiter("/")).commonPrefixes())
                .extracting(prefix -> prefix.prefix())
                .containsExactly("dir/");
    }

    private void assertHolds(String key, byte[] content) {
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key(key));
        assertThat(Arrays.equals(got.asByteArray(), content))
                .as("content of %s", key)
                .isTrue();
        assertThat(got.response().contentLength()).isEqualTo(content.length);
        assertThat(head(key).contentLength()).isEqualTo(content.length);
    }

    private void assertRange(byte[] content, long first, long last, String range) {
        ResponseBytes<GetObjectResponse> got = rangeOf("k", range);
        byte[] expected = Arrays.copyOfRange(content, (int) first, (int) last + 1);
        assertThat(Arrays.equals(got.asByteArray(), expected)).as(range).isTrue();
        assertThat(got.response().contentLength()).isEqualTo(expected.length);
        assertThat(got.response().contentRange()).isEqualTo("bytes " + first + "-" + last + "/" + content.length);
        assertThat(got.response().acceptRanges()).isEqualTo("bytes");
    }

    private void assertUnsatisfiable(String key, String range) {
        S3Exception refused = assertStatus(416, () -> rangeOf(key, range));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
    }

    private static S3Exception assertStatus(int status, Runnable call) {
        S3Exception[] thrown = new S3Exception[1];
        assertThatExceptionOfType(S3Exception.class).isThrownBy(call::run).satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].statusCode()).isEqualTo(status);
        return thrown[0];
    }

    private ResponseBytes<GetObjectResponse> rangeOf(String key, String range) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).range(range));
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(head -> head.bucket(bucket).key(key));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<Integer> some(List<Integer> sizes) {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        List<Integer> drawn = new ArrayList<>(sizes);
        Collections.shuffle(drawn, new Random(seed));
        List<Integer> some = drawn.subList(0, Boolean.getBoolean("furoshiki.soak") ? drawn.size() : 2);
        System.out.println("contract: sizes around parts " + some + ", with furoshiki.seed=" + seed);
        return List.copyOf(some);
    }

    private RequestBody unknownLength(byte[] content) {
        return sendsUnknownLengths() ? streamOf(content) : RequestBody.fromBytes(content);
    }

    private static RequestBody streamOf(byte[] content) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), "application/octet-stream");
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static byte[] last(byte[] content, int count) {
        return Arrays.copyOfRange(content, content.length - count, content.length);
    }

    private static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
