package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.testing.provider.Canary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What AWS KMS refuses with becomes the exception of that name, which says what happened and what to do. */
class AwsErrorCodesTest {

    /** Ours, for which AWS KMS has no name: nothing that it answers becomes one. */
    private static final Set<String> OURS = Set.of(
            InvalidProviderUriException.class.getSimpleName(),
            "KeyStoreNotFoundException",
            "KeyStoreInUseException",
            "RootKeyUnavailableException",
            "IncorrectRootKeyException",
            "KeyStoreDamagedException",
            "KeyStoreTooNewException");

    static Stream<Class<?>> namesOfAws() {
        return Arrays.stream(KmsException.class.getPermittedSubclasses())
                .filter(type -> !OURS.contains(type.getSimpleName()));
    }

    @ParameterizedTest
    @MethodSource("namesOfAws")
    void theCodeDecides(Class<? extends KmsException> type) throws IOException {
        String code = type.getSimpleName().replaceFirst("^Kms", "KMS");
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(400, code));
                AwsKeyManagementService service = aws.service()) {
            KmsException refusal = refusal(service, type);
            assertThat(refusal).isExactlyInstanceOf(type);
            assertThat(refusal.errorCode()).isEqualTo(code);
            assertThat(refusal)
                    .hasMessageContaining("Encrypt")
                    .hasMessageContaining(FaultyKms.KEY_ARN)
                    .hasMessageContaining(code)
                    .hasMessageContaining(FaultyKms.REQUEST_ID)
                    .hasMessageContaining("AWS says so")
                    .hasNoCause();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, allow the operation",
        "400, UnrecognizedClientException, replace the credentials",
        "403, InvalidClientTokenId, replace the credentials",
        "403, MissingAuthenticationTokenException, replace the credentials",
        "403, IncompleteSignatureException, replace the credentials",
        "403, InvalidSignatureException, clock",
        "403, SignatureDoesNotMatch, secret access key"
    })
    void whoIsNotKnownIsDeniedWithTheWayOut(int status, String code, String wayOut) throws IOException {
        assertRefusal(status, code, AccessDeniedException.class, wayOut);
    }

    /** AWS KMS did not look at the key: what is cached under it serves until maxAge. */
    @ParameterizedTest
    @CsvSource({
        "400, ExpiredTokenException, renew the credentials",
        "403, ExpiredToken, renew the credentials",
        "400, RequestExpired, set the clock",
        "400, RequestInTheFuture, set the clock",
        "403, RequestTimeTooSkewed, set the clock"
    })
    void whatLapsedIsNoRefusalOfTheKey(int status, String code, String wayOut) throws IOException {
        assertRefusal(status, code, DependencyTimeoutException.class, wayOut);
    }

    /** AWS KMS calls the signature of a request that is too old wrong; the date of its answer tells the two apart. */
    @ParameterizedTest
    @CsvSource({
        "0, InvalidSignatureException, AccessDeniedException, secret access key",
        "-600, InvalidSignatureException, DependencyTimeoutException, set the clock",
        "600, SignatureDoesNotMatch, DependencyTimeoutException, set the clock",
        "600, AccessDeniedException, AccessDeniedException, allow the operation"
    })
    void aWrongSignatureIsTheClocksWhereThatIsOff(int offSeconds, String code, String expected, String wayOut) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(offSeconds));
        AwsServiceException refused = AwsServiceException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .sdkHttpResponse(SdkHttpResponse.builder()
                                .statusCode(403)
                                .putHeader("Date", date)
                                .build())
                        .build())
                .clockSkew(Duration.ZERO)
                .statusCode(403)
                .build();
        assertThat(AwsFailures.of(new KmsCall("Decrypt", FaultyKms.KEY_ARN), refused, null))
                .isExactlyInstanceOf(typeNamed(expected))
                .hasMessageContaining(wayOut);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"})
    void throttlingHasManyNames(String code) throws IOException {
        assertRefusal(400, code, ThrottlingException.class, "ask less often");
    }

    @ParameterizedTest
    @CsvSource({
        "500, KeyUnavailableException, DependencyTimeoutException",
        "503, ServiceUnavailableException, DependencyTimeoutException",
        "500, InternalFailure, KmsInternalException",
        "400, ValidationError, ValidationException",
        "400, SerializationException, ValidationException",
        "400, CloudHsmClusterInvalidConfigurationException, KmsInternalException",
        "400, NeverHeardOfException, KmsInternalException",
        "403, NeverHeardOfException, AccessDeniedException",
        "404, NeverHeardOfException, KmsInternalException",
        "429, NeverHeardOfException, ThrottlingException",
        "500, NeverHeardOfException, KmsInternalException",
        "503, NeverHeardOfException, DependencyTimeoutException",
        "504, NeverHeardOfException, DependencyTimeoutException"
    })
    void withoutAKnownCodeTheStatusDecides(int status, String code, String expected) throws IOException {
        assertRefusal(status, code, typeNamed(expected), code);
    }

    /** Such as a proxy sends. Of a 401 the JDK keeps nothing but the status. */
    @ParameterizedTest
    @CsvSource({
        "401, KmsInternalException",
        "400, KmsInternalException",
        "403, KmsInternalException",
        "407, KmsInternalException",
        "429, ThrottlingException",
        "502, DependencyTimeoutException",
        "500, KmsInternalException",
        "301, KmsInternalException"
    })
    void aPageInPlaceOfAnErrorIsTyped(int status, String expected) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.json(status, "<html><body>Sorry</body></html>"));
                AwsKeyManagementService service = aws.service()) {
            assertThat(refusal(service, typeNamed(expected))).hasMessageContaining("" + status);
        }
    }

    /** The code may come with the name of its name space, and in a header. */
    @Test
    void aCodeMayHaveANameSpace() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.json(
                        400, "{\"__type\":\"com.amazonaws.kms#ValidationException\",\"message\":\"m\"}"));
                AwsKeyManagementService service = aws.service()) {
            assertThat(refusal(service, ValidationException.class)).hasMessageContaining("ValidationException");
        }
    }

    @Test
    void aMessageThatRepeatsThePlaintextIsLeftOut() throws IOException {
        byte[] canary = "plaintext-canary-0123456789".getBytes(StandardCharsets.US_ASCII);
        String message = "Value '" + FaultyKms.base64(canary) + "' at 'plaintext' is not to my taste";
        try (FaultyKms aws = new FaultyKms(
                        FaultyKms.json(400, "{\"__type\":\"ValidationException\",\"message\":\"" + message + "\"}"));
                AwsKeyManagementService service = aws.service();
                SecretBytes plaintext = SecretBytes.copyOf(canary)) {
            assertThatThrownBy(() -> service.encrypt(FaultyKms.KEY_ARN, plaintext, EncryptionContext.empty()))
                    .isExactlyInstanceOf(ValidationException.class)
                    .satisfies(Canary.of(canary)::assertNotIn)
                    .hasMessageNotContaining("taste");
        }
    }

    @Test
    void aMessageIsOneLineAndNotTooLong() throws IOException {
        String message = "first\\nsecond" + "x".repeat(20_000);
        try (FaultyKms aws = new FaultyKms(
                        FaultyKms.json(400, "{\"__type\":\"ValidationException\",\"message\":\"" + message + "\"}"));
                AwsKeyManagementService service = aws.service()) {
            String text = refusal(service, ValidationException.class).getMessage();
            assertThat(text)
                    .hasSizeLessThan(2000)
                    .doesNotContain("\n")
                    .contains("first\\u000asecond")
                    .contains("xxx…");
        }
    }

    @Test
    void credentialsAreInNoMessage() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(403, "InvalidSignatureException"));
                AwsKeyManagementService service = aws.service()) {
            KmsException refusal = refusal(service, AccessDeniedException.class);
            Canary.of("secret-access-key-canary".getBytes(StandardCharsets.US_ASCII))
                    .assertNotIn(refusal);
        }
    }

    private static void assertRefusal(int status, String code, Class<? extends KmsException> type, String wayOut)
            throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(status, code));
                AwsKeyManagementService service = aws.service()) {
            assertThat(refusal(service, type)).isExactlyInstanceOf(type).hasMessageContaining(wayOut);
        }
    }

    private static <T extends KmsException> KmsException refusal(AwsKeyManagementService service, Class<T> type) {
        try (SecretBytes plaintext = SecretBytes.random(32)) {
            return catchThrowableOfType(
                    type, () -> service.encrypt(FaultyKms.KEY_ARN, plaintext, EncryptionContext.empty()));
        }
    }

    private static Class<? extends KmsException> typeNamed(String name) {
        return Stream.of(
                        AccessDeniedException.class,
                        DependencyTimeoutException.class,
                        KmsInternalException.class,
                        ThrottlingException.class,
                        ValidationException.class)
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
