package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PartSealer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Which member of a request goes to which of those that are made of it: servers here have no versions, keys of callers or owners. */
class PartCopyTranslationTest {

    private static final Instant SINCE = Instant.parse("2026-11-29T10:15:30Z");

    private final Encryption encryption = TestEncryption.inParts(DataKeys.over(new StaticKeyService("test")), 5 << 20);
    private final String token = token();
    private final UploadPartCopyRequest request = UploadPartCopyRequest.builder()
            .sourceBucket("museum")
            .sourceKey("from")
            .sourceVersionId("v7")
            .copySourceRange("bytes=5-70000")
            .copySourceIfMatch("\"e\"")
            .copySourceIfNoneMatch("\"n\"")
            .copySourceIfModifiedSince(SINCE)
            .copySourceIfUnmodifiedSince(SINCE.plusSeconds(9))
            .copySourceSSECustomerAlgorithm("AES256")
            .copySourceSSECustomerKey("source key")
            .copySourceSSECustomerKeyMD5("source md5")
            .expectedSourceBucketOwner("source owner")
            .destinationBucket("archive")
            .destinationKey("to")
            .uploadId(token)
            .partNumber(3)
            .sseCustomerAlgorithm("AES256")
            .sseCustomerKey("key")
            .sseCustomerKeyMD5("md5")
            .expectedBucketOwner("owner")
            .requestPayer("requester")
            .overrideConfiguration(override -> override.putHeader("x-by-hand", "1"))
            .build();
    private final PartCopyTranslation copy = PartCopyTranslation.of(request, encryption, new ProvenLengths());
    private final GetObjectResponse found =
            GetObjectResponse.builder().eTag("\"e\"").versionId("v7").build();

    private String token() {
        ObjectName name = new ObjectName("archive", "to");
        try (NewObject object = encryption.newObject(name)) {
            return object.token("raw", 0).toString();
        }
    }

    private PartSource source() {
        return ((PartCopying.Through) copy.copying(found, Optional.of(70_001L))).source();
    }

    @Test
    void theSourceIsAskedUnderTheConditions() {
        GetObjectRequest.Builder due = GetObjectRequest.builder()
                .bucket("museum")
                .key("from")
                .versionId("v7")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey("source key")
                .sseCustomerKeyMD5("source md5")
                .expectedBucketOwner("source owner")
                .requestPayer("requester")
                .overrideConfiguration(override -> override.putHeader("x-by-hand", "1"));
        assertThat(source().request())
                .isEqualTo(due.range("bytes=5-70000").ifMatch("\"e\"").build());
        assertThat(copy.end())
                .isEqualTo(due.range("bytes=-65568")
                        .ifNoneMatch("\"n\"")
                        .ifModifiedSince(SINCE)
                        .ifUnmodifiedSince(SINCE.plusSeconds(9))
                        .build());
    }

    @Test
    void thePartIsOfTheDestination() {
        assertThat(source().length()).isEqualTo(69_996);
        assertThat(source().part())
                .isEqualTo(UploadPartRequest.builder()
                        .bucket("archive")
                        .key("to")
                        .uploadId(token)
                        .partNumber(3)
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey("key")
                        .sseCustomerKeyMD5("md5")
                        .expectedBucketOwner("owner")
                        .requestPayer("requester")
                        .overrideConfiguration(override -> override.putHeader("x-by-hand", "1"))
                        .build());
    }

    /** No member of the request can say which checksum the other parts have, and another process began the upload. */
    @Test
    void theChecksumIsThatOfTheUpload() throws NoSuchAlgorithmException {
        PartTranslation part = new UploadTranslation(encryption, 0).part(source());
        byte[] content = new byte[69_996];
        try (SegmentedAead segments = part.open()) {
            assertThat(part.isToBeListed()).isTrue();
            part.learn(ListPartsResponse.builder()
                    .checksumAlgorithm("SHA256")
                    .parts(Part.builder().size(80 * 65_568L).build())
                    .build());
            assertThat(part.isToBeListed()).isFalse();
            assertThat(part.isPlaced()).isTrue();
            try (PartSealer sealer = part.sealer(segments, new PartBuffers(80, 1))) {
                sealer.accept(ByteBuffer.wrap(content));
                assertThat(part.stored(sealer).checksumAlgorithmAsString()).isEqualTo("SHA256");
                UploadPartResponse told =
                        part.answer(UploadPartResponse.builder().eTag("\"p\"").build(), sealer.length());
                assertThat(told.checksumSHA256())
                        .isEqualTo(Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256").digest(content)));
            }
        } finally {
            part.end();
        }
    }

    @Test
    void theAnswerIsThatOfACopy() {
        UploadPartResponse.Builder uploaded = UploadPartResponse.builder()
                .eTag("\"p\"")
                .checksumCRC32("AAAAAA==")
                .sseCustomerAlgorithm("AES256");
        uploaded.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Date", "Sun, 29 Nov 2026 10:15:30 GMT")
                .build());
        UploadPartCopyResponse answer = source().answer(uploaded.build());
        assertThat(answer.equalsBySdkFields(UploadPartCopyResponse.builder()
                        .copySourceVersionId("v7")
                        .sseCustomerAlgorithm("AES256")
                        .copyPartResult(result ->
                                result.eTag("\"p\"").checksumCRC32("AAAAAA==").lastModified(SINCE))
                        .build()))
                .as(answer.toString())
                .isTrue();
        uploaded.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Date", "today")
                .build());
        assertThat(source().answer(uploaded.build()).copyPartResult().lastModified())
                .isNull();
    }
}
