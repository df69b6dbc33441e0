package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
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
            assertThatExceptionOfType(SdkClientException.class)
                    .as("without its end")
                    .isThrownBy(() -> part.learn(ListPartsResponse.builder().build()));
            part.learn(ListPartsResponse.builder()
                    .uploadId("raw")
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

    /** Nobody asked for it: its caller cannot. */
    @Test
    void aChecksumThatCannotBeComputedIsNotTold() {
        UploadTranslation uploads = new UploadTranslation(encryption, 0);
        PartTranslation part = uploads.part(source());
        try (SegmentedAead segments = part.open()) {
            part.learn(ListPartsResponse.builder()
                    .uploadId("raw")
                    .checksumAlgorithm("LATER")
                    .parts(Part.builder().size(80 * 65_568L).build())
                    .build());
            try (PartSealer sealer = part.sealer(segments, new PartBuffers(80, 1))) {
                sealer.accept(ByteBuffer.wrap(new byte[69_996]));
                assertThat(part.stored(sealer).checksumAlgorithmAsString()).isNull();
            }
        } finally {
            part.end();
        }
        UploadPartRequest asked = UploadPartRequest.builder()
                .uploadId(token)
                .checksumAlgorithm("LATER")
                .build();
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> new PlaintextChecksums("uploadPartCopy", asked))
                .withMessageContaining("uploadPartCopy is refused");
    }

    /** In the arrays that there are: of those for common parts each is as long as such a part. */
    @Test
    void roomIsTakenForWhatIsReceivedToo() {
        PartBuffers buffers = new PartBuffers(128, 1);
        UploadTranslation uploads = new UploadTranslation(encryption, 0);
        PartTranslation part = uploads.part(source());
        assertThat(part.mostHeldBytes(buffers)).isEqualTo(69_996 + 2 * 32 + 3 * 65_568L);
        part.end();
        UploadPartCopyRequest all = request.toBuilder().copySourceRange(null).build();
        PartCopying copying =
                PartCopyTranslation.of(all, encryption, new ProvenLengths()).copying(found, Optional.of(5L << 20));
        PartTranslation longer = uploads.part(((PartCopying.Through) copying).source());
        assertThat(longer.mostHeldBytes(buffers)).isEqualTo(2 * 128 * 65_568L);
        longer.end();
    }

    /** As S3 answers who copies, and not who gets. */
    @Test
    void whatTheSourceDoesNotMeetIsTheCopysFailure() {
        AwsServiceException.Builder notModified = S3Exception.builder().statusCode(304);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> copy.withoutEnd((S3Exception) notModified.build()))
                .satisfies(failed -> assertThat(failed.statusCode()).isEqualTo(412));
        assertThat(copy.meaningOf((S3Exception) notModified.build()).statusCode())
                .isEqualTo(412);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> copy.copying(found, Optional.of(70_000L)))
                .satisfies(failed -> {
                    assertThat(failed.statusCode()).isEqualTo(400);
                    assertThat(failed.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
                    assertThat(failed.awsErrorDetails().errorMessage())
                            .isEqualTo("Range specified is not valid for source object of size: 70000");
                });
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
