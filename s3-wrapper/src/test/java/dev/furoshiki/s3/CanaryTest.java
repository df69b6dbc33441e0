package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A known plaintext goes through every path there is; then all that the store holds is read and none of it found. */
class CanaryTest {

    private static final String CANARY = "CANARY-4711-indigo-furoshiki";
    private static final int PART = 5 << 20;

    @Test
    void nothingOfThePlaintextReachesTheStore(@TempDir Path directory) throws Exception {
        try (TestStore store = TestStore.onS3Proxy()) {
            S3Client s3 = store.encrypting();
            byte[] small = CANARY.repeat(10).getBytes(UTF_8);
            byte[] large = CANARY.repeat(PART / CANARY.length() + 100).getBytes(UTF_8);
            Map<String, byte[]> stored = new LinkedHashMap<>();
            for (byte[] content : List.of(small, large)) {
                bodies(content, directory).forEach((source, body) -> {
                    String key = source + content.length;
                    s3.putObject(put -> put.bucket(store.bucket()).key(key), body);
                    stored.put(key, content);
                });
            }
            s3.putObject(
                    put -> put.bucket(store.bucket())
                            .key("sums")
                            .contentMD5(digest("MD5", small))
                            .checksumSHA256(digest("SHA-256", small)),
                    RequestBody.fromBytes(small));
            refusals(s3, store.bucket(), small);

            stored.forEach((key, content) -> assertThat(s3.getObjectAsBytes(
                                    get -> get.bucket(store.bucket()).key(key))
                            .asByteArray())
                    .as(key)
                    .isEqualTo(content));
            assertNothingFound(store, small, large);
        }
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
    private static void refusals(S3Client s3, String bucket, byte[] content) {
        RequestBody body = RequestBody.fromBytes(content);
        List<Runnable> calls = List.of(
                () -> s3.uploadPart(
                        part -> part.bucket(bucket).key("r").uploadId("u").partNumber(1), body),
                () -> s3.createMultipartUpload(create -> create.bucket(bucket).key("r")),
                () -> s3.putObjectAnnotation(
                        put -> put.bucket(bucket).key("bytes280").annotationName("a"), body),
                () -> s3.writeGetObjectResponse(write -> write.requestRoute("r").requestToken("t"), body),
                () -> s3.putObject(put -> put.bucket(bucket).key("r").contentMD5(digest("MD5", new byte[1])), body),
                () -> s3.putObject(put -> put.bucket(bucket).key("r").metadata(Map.of("furoshiki", "1")), body));
        for (Runnable call : calls) {
            Throwable refused = catchThrowable(call::run);
            assertThat(refused).isInstanceOf(RuntimeException.class);
            assertThat(refused).hasMessageNotContaining(CANARY);
        }
    }

    private static void assertNothingFound(TestStore store, byte[] small, byte[] large) {
        List<S3Object> objects =
                store.plain().listObjectsV2(list -> list.bucket(store.bucket())).contents();
        assertThat(objects).hasSize(11);
        for (S3Object object : objects) {
            ResponseBytes<GetObjectResponse> raw = store.plain()
                    .getObjectAsBytes(get -> get.bucket(store.bucket()).key(object.key()));
            String everything = new String(raw.asByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1)
                    + raw.response()
                    + raw.response().sdkHttpResponse().headers();
            assertThat(everything.contains("CANARY")).as(object.key()).isFalse();
            assertThat(everything.contains("indigo")).as(object.key()).isFalse();
            for (byte[] content : List.of(small, large)) {
                for (String algorithm : List.of("MD5", "SHA-256")) {
                    assertThat(everything).doesNotContain(digest(algorithm, content));
                    assertThat(everything).doesNotContain(hex(digest(algorithm, content)));
                }
            }
        }
        assertThat(store.http().sent().toString()).doesNotContain("CANARY").doesNotContain(digest("MD5", small));
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
