package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A known plaintext goes through every path there is; then all that the store holds is read and none of it found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryTest {

    private static final byte[] SMALL = Canary.content(280);
    private static final byte[] LARGE = Canary.content((5 << 20) + 1_000);
    private static final List<String> DIGESTS = digests();

    private TestStore store;
    private S3Client s3;
    private String bucket;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        s3 = store.encrypting();
        bucket = store.bucket();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void theCanaryIsFoundWhereItIs() {
        String inside = "x" + Canary.TEXT + "y";
        assertThat(Canary.isIn(inside)).isTrue();
        assertThat(Canary.isIn(HexFormat.of().formatHex(inside.getBytes(UTF_8))))
                .isTrue();
        for (int i = 0; i < 3; i++) {
            byte[] bytes = ("x".repeat(i) + inside).getBytes(UTF_8);
            assertThat(Canary.isIn(Base64.getEncoder().encodeToString(bytes))).isTrue();
        }
        try (CapturedLogs logs = new CapturedLogs()) {
            store.plain().putObject(put -> put.bucket(bucket).key("bare"), RequestBody.fromBytes(SMALL));
            store.plain().deleteObject(delete -> delete.bucket(bucket).key("bare"));
            assertThat(logs.betrayals()).as("a plain client logs what it sends").isNotEmpty();
            store.http().forget();
        }
    }

    @Test
    void nothingOfThePlaintextReachesTheStore(@TempDir Path directory) throws Exception {
        Map<String, byte[]> stored = new LinkedHashMap<>();
        for (byte[] content : List.of(SMALL, LARGE)) {
            bodies(content, directory).forEach((source, body) -> {
                String key = source + content.length;
                s3.putObject(put -> put.bucket(bucket).key(key), body);
                stored.put(key, content);
            });
        }
        s3.putObject(
                put -> put.bucket(bucket)
                        .key("sums")
                        .contentMD5(digest("MD5", SMALL))
                        .checksumSHA256(digest("SHA-256", SMALL)),
                RequestBody.fromBytes(SMALL));
        stored.put("sums", SMALL);
        uploadInParts("parts", SMALL);
        stored.put("parts", SMALL);
        copyAsPart("parts", "copied");
        stored.put("copied", SMALL);
        refusals(SMALL);

        stored.forEach((key, content) -> assertThat(
                        s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray())
                .as(key)
                .isEqualTo(content));
        assertNothingFound(stored.size());
    }

    @Test
    void nothingOfThePlaintextIsLoggedOrTold() {
        try (TestStore own = TestStore.onS3Proxy();
                CapturedLogs logs = new CapturedLogs()) {
            own.encrypting().putObject(put -> put.bucket(own.bucket()).key("k"), RequestBody.fromBytes(SMALL));
            assertThat(own.encrypting()
                            .getObjectAsBytes(get -> get.bucket(own.bucket()).key("k"))
                            .asByteArray())
                    .isEqualTo(SMALL);
            StoredObject stored = StoredObject.read(own.plain(), own.bucket(), "k");
            for (int i = 0; i < stored.body().length; i += 40) {
                stored.flipBody(i).write(own.plain(), own.bucket(), "k");
                assertTellsNothing(() -> own.encrypting()
                        .getObjectAsBytes(get -> get.bucket(own.bucket()).key("k")));
            }
            own.keys().disable();
            assertTellsNothing(() ->
                    own.encrypting().putObject(put -> put.bucket(own.bucket()).key("d"), RequestBody.fromBytes(SMALL)));
            assertThat(logs.events()).isGreaterThan(1_000);
            assertThat(logs.betrayals()).isEmpty();
        }
    }

    private void uploadInParts(String key, byte[] content) {
        String id = s3.createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        UploadPartResponse part = s3.uploadPart(
                upload -> upload.bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .partNumber(1)
                        .contentMD5(digest("MD5", content))
                        .checksumSHA256(digest("SHA-256", content)),
                RequestBody.fromBytes(content));
        assertThat(part.checksumSHA256()).isEqualTo(digest("SHA-256", content));
        s3.completeMultipartUpload(complete -> complete.bucket(bucket)
                .key(key)
                .uploadId(id)
                .multipartUpload(all -> all.parts(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.eTag())
                        .checksumSHA256(part.checksumSHA256())
                        .build())));
    }

    private void copyAsPart(String from, String to) {
        String id = s3.createMultipartUpload(
                        create -> create.bucket(bucket).key(to).checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId();
        CopyPartResult part = s3.uploadPartCopy(copy -> copy.sourceBucket(bucket)
                        .sourceKey(from)
                        .destinationBucket(bucket)
                        .destinationKey(to)
                        .uploadId(id)
                        .partNumber(1))
                .copyPartResult();
        s3.completeMultipartUpload(complete -> complete.bucket(bucket)
                .key(to)
                .uploadId(id)
                .multipartUpload(all -> all.parts(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.eTag())
                        .checksumSHA256(part.checksumSHA256())
                        .build())));
    }

    private static Map<String, RequestBody> bodies(byte[] content, Path directory) throws IOException {
        Path file = Files.write(directory.resolve("canary-" + content.length), content);
        return Map.of(
                "bytes", RequestBody.fromBytes(content),
                "string", RequestBody.fromString(new String(content, UTF_8)),
                "file", RequestBody.fromFile(file),
                "stream", RequestBody.fromInputStream(new ByteArrayInputStream(content), content.length),
                "provider", RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), "text/plain"));
    }

    /** What carries bytes and is refused must have carried none. */
    private void refusals(byte[] content) {
        RequestBody body = RequestBody.fromBytes(content);
        List<ThrowingCallable> calls = List.of(
                () -> s3.uploadPart(
                        part -> part.bucket(bucket).key("r").uploadId("u").partNumber(1), body),
                () -> s3.putObjectAnnotation(
                        put -> put.bucket(bucket).key("bytes280").annotationName("a"), body),
                () -> s3.writeGetObjectResponse(write -> write.requestRoute("r").requestToken("t"), body),
                () -> s3.putObject(put -> put.bucket(bucket).key("r").contentMD5(digest("MD5", new byte[1])), body),
                () -> s3.putObject(put -> put.bucket(bucket).key("r").metadata(Map.of("furoshiki", "1")), body));
        calls.forEach(CanaryTest::assertTellsNothing);
    }

    private static void assertTellsNothing(ThrowingCallable call) {
        Throwable refused = catchThrowable(call);
        assertThat(refused).isInstanceOf(RuntimeException.class);
        StringWriter told = new StringWriter();
        refused.printStackTrace(new PrintWriter(told));
        assertThat(Canary.isIn(told.toString())).as(told.toString()).isFalse();
    }

    private void assertNothingFound(int expectedObjects) {
        List<S3Object> objects =
                store.plain().listObjectsV2(list -> list.bucket(bucket)).contents();
        assertThat(objects).hasSize(expectedObjects);
        for (S3Object object : objects) {
            ResponseBytes<GetObjectResponse> raw =
                    store.plain().getObjectAsBytes(get -> get.bucket(bucket).key(object.key()));
            assertThat(Canary.isIn(raw.asByteArray())).as(object.key()).isFalse();
            String told =
                    raw.response() + " " + raw.response().sdkHttpResponse().headers();
            assertThat(Canary.isIn(told)).as(told).isFalse();
            assertDigestsAbsent(told + new String(raw.asByteArray(), ISO_8859_1));
        }
        String sent = store.http().sent().toString();
        assertThat(Canary.isIn(sent)).isFalse();
        assertDigestsAbsent(sent);
    }

    /** A checksum would let a guess at the plaintext be confirmed. */
    private static void assertDigestsAbsent(String everything) {
        assertThat(DIGESTS).noneMatch(everything::contains);
    }

    private static List<String> digests() {
        List<String> digests = new ArrayList<>();
        for (byte[] content : List.of(SMALL, LARGE)) {
            for (String algorithm : List.of("MD5", "SHA-256")) {
                String base64 = digest(algorithm, content);
                digests.add(base64);
                digests.add(hex(base64));
            }
        }
        return digests;
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(String base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }
}
