package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

class HeadTranslationTest {

    private final HeadTranslation head = HeadTranslation.of(
            HeadObjectRequest.builder().bucket("museum").key("k").build(),
            TestEncryption.inParts(DataKeys.over(new StaticKeyService("test")), 5 << 20));

    /** HEAD tells of archived objects, which nobody can read. */
    @Test
    void theAnswerIsBelievedOfAnArchivedObject() {
        assertThat(head.isConfirmedWithout(said(403, "InvalidObjectState"))).isTrue();
        assertThat(head.isConfirmedWithout(said(412, "PreconditionFailed"))).isFalse();
        assertThat(head.isConfirmedWithout(said(416, "InvalidRange"))).isFalse();
        S3Exception denied = said(403, "AccessDenied");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> head.isConfirmedWithout(denied))
                .isSameAs(denied);
    }

    private static S3Exception said(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
