package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class PresignerTest {

    private static final LocalS3 SERVER = LocalS3.s3Proxy();
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final String bucket = SERVER.newBucket();
    private final S3Presigner plain = S3Presigner.builder()
            .endpointOverride(SERVER.endpoint())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(SERVER.credentials()))
            .serviceConfiguration(
                    S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
    private final S3Presigner presigner = EncryptingS3Presigner.wrap(plain, (in, key) -> key.startsWith("public/"));

    @AfterEach
    void close() {
        presigner.close();
    }

    @Test
    void refusesWhatCarriesBytesOfEncryptedObjects() {
        refused(
                "presignGetObject is refused: whoever has the URL gets ciphertext",
                () -> presigner.presignGetObject(get -> get.signatureDuration(A_MINUTE)
                        .getObjectRequest(object -> object.bucket(bucket).key("k"))));
        refused(
                "presignHeadObject is refused",
                () -> presigner.presignHeadObject(head -> head.signatureDuration(A_MINUTE)
                        .headObjectRequest(object -> object.bucket(bucket).key("k"))));
        refused(
                "presignPutObject is refused: whoever has the URL stores plaintext",
                () -> presigner.presignPutObject(put -> put.signatureDuration(A_MINUTE)
                        .putObjectRequest(object -> object.bucket(bucket).key("public/k"))));
        refused(
                "presignCreateMultipartUpload is refused",
                () -> presigner.presignCreateMultipartUpload(create -> create.signatureDuration(A_MINUTE)
                        .createMultipartUploadRequest(
                                object -> object.bucket(bucket).key("k"))));
        refused(
                "presignUploadPart is refused",
                () -> presigner.presignUploadPart(part -> part.signatureDuration(A_MINUTE)
                        .uploadPartRequest(object ->
                                object.bucket(bucket).key("k").uploadId("u").partNumber(1))));
        refused(
                "presignCompleteMultipartUpload is refused",
                () -> presigner.presignCompleteMultipartUpload(complete -> complete.signatureDuration(A_MINUTE)
                        .completeMultipartUploadRequest(
                                object -> object.bucket(bucket).key("k").uploadId("u"))));
    }

    private static void refused(String message, Runnable call) {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(call::run)
                .withMessageStartingWith(message)
                .withMessageContaining("through an encrypting client");
    }

    @Test
    void signsTheRest() throws Exception {
        try (S3Client s3 = SERVER.client()) {
            s3.putObject(put -> put.bucket(bucket).key("public/k"), RequestBody.fromString("for all"));
            URL got = presigner
                    .presignGetObject(get -> get.signatureDuration(A_MINUTE)
                            .getObjectRequest(object -> object.bucket(bucket).key("public/k")))
                    .url();
            try (InputStream in = got.openStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("for all");
            }
            HttpURLConnection delete = (HttpURLConnection) presigner
                    .presignDeleteObject(deletion -> deletion.signatureDuration(A_MINUTE)
                            .deleteObjectRequest(object -> object.bucket(bucket).key("public/k")))
                    .url()
                    .openConnection();
            delete.setRequestMethod("DELETE");
            assertThat(delete.getResponseCode()).isEqualTo(204);
            assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
        }
        assertThat(presigner
                        .presignHeadBucket(head ->
                                head.signatureDuration(A_MINUTE).headBucketRequest(object -> object.bucket(bucket)))
                        .isBrowserExecutable())
                .isFalse();
        assertThat(presigner
                        .presignAbortMultipartUpload(abort -> abort.signatureDuration(A_MINUTE)
                                .abortMultipartUploadRequest(
                                        object -> object.bucket(bucket).key("k").uploadId("u")))
                        .url())
                .hasParameter("uploadId", "u");
    }

    /** What a later SDK can sign is to be thought about: until then it refuses by itself, or does not compile. */
    @Test
    void eachMethodIsDecidedUpon() {
        for (Method method : S3Presigner.class.getMethods()) {
            boolean isOperation = !Modifier.isStatic(method.getModifiers())
                    && Arrays.stream(method.getParameterTypes()).noneMatch(Consumer.class::equals);
            if (isOperation) {
                assertThat(EncryptingS3Presigner.class.getDeclaredMethods())
                        .extracting(Method::getName)
                        .contains(method.getName());
            }
        }
    }
}
