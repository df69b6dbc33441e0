package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.testing.provider.Canary;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Networks and servers that fail: typed, within the time of a call, and with no key in any message. */
@Timeout(value = 60, unit = TimeUnit.SECONDS) // where a call does not end by itself
class AwsFaultsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final byte[] CANARY = "data-key-canary-0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED = "sealed".getBytes(StandardCharsets.US_ASCII);

    @Test
    void afterTwoFailuresTheThirdAttemptCounts() throws IOException {
        try (FaultyKms aws = new FaultyKms(
                        FaultyKms.refusing(500, "KMSInternalException"),
                        FaultyKms.cut(""),
                        FaultyKms.dataKey(FaultyKms.KEY_ARN, CANARY, SEALED));
                AwsKeyManagementService service = aws.service();
                GeneratedDataKey key = service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT)) {
            assertThat(key.plaintext().toByteArray()).isEqualTo(CANARY);
            assertThat(aws.questions()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "KMSInternalException", "DependencyTimeoutException"})
    void thereAreThreeAttemptsAndNoMore(String code) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(code.startsWith("T") ? 400 : 500, code));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining(code);
            assertThat(aws.questions()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "DisabledException", "NotFoundException", "ValidationException"})
    void aRefusalIsNotTriedAgain(String code) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(400, code));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isInstanceOf(KmsException.class);
            assertThat(aws.questions()).hasSize(1);
        }
    }

    @Test
    void aServerThatIsThrottlingIsAskedAgainLater() throws IOException {
        try (FaultyKms aws = new FaultyKms(
                        FaultyKms.refusing(400, "ThrottlingException"),
                        FaultyKms.dataKey(FaultyKms.KEY_ARN, CANARY, SEALED));
                AwsKeyManagementService service = aws.service()) {
            service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
            assertThat(aws.questions()).hasSize(2);
        }
    }

    @Test
    void aServerThatNeverAnswersIsLeftInTime() throws IOException {
        assertTimesOut(FaultyKms.never());
    }

    /** Each byte comes in time, and the answer never ends. */
    @Test
    void aServerThatTricklesIsLeftInTime() throws IOException {
        assertTimesOut(FaultyKms.trickling());
    }

    private static void assertTimesOut(FaultyKms.Answer answer) throws IOException {
        try (FaultyKms aws = new FaultyKms(answer);
                AwsKeyManagementService service = aws.service(SHORT)) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("did not answer in time")
                    .hasMessageContaining("callTimeout");
            assertThat(aws.questions()).hasSizeBetween(1, 3);
        }
    }

    @Test
    void afterATimeoutTheServiceWorksOn() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.never(), FaultyKms.dataKey(FaultyKms.KEY_ARN, CANARY, SEALED));
                AwsKeyManagementService service = aws.service(Duration.ofSeconds(4))) {
            service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
            service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
            assertThat(aws.questions()).hasSize(3);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void nobodyListens() throws IOException {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
        }
        try (AwsKeyManagementService service = at(nobody)) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("could not be reached")
                    .hasMessageContaining("region and endpoint")
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    /** Such as a captive portal that takes over the port. */
    @Test
    void whatAnswersDoesNotSpeakTls() throws Exception {
        ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread portal = new Thread(() -> answerInPlainText(plain));
        portal.start();
        try (AwsKeyManagementService service = at(URI.create("https://127.0.0.1:" + plain.getLocalPort()))) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("certificates")
                    .hasRootCauseInstanceOf(SSLException.class);
        } finally {
            plain.close();
            portal.join();
        }
    }

    private static void answerInPlainText(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    // Whatever the client says is read first: closing before would reset the connection.
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"KeyId\":\"", "{\"Plaintext\":\"ZGF0YS1rZXktY2FuYXJ5LTAxMjM0NTY3ODlhYmNkZWY="})
    void aConnectionThatIsCutIsTyped(String sent) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.cut(sent));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isInstanceOfAny(DependencyTimeoutException.class, KmsInternalException.class)
                    .satisfies(Canary.of(CANARY)::assertNotIn);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "not JSON, but ${canary}",
                "${canary}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":${canary},\"CiphertextBlob\":\"c2VhbGVk\"}",
                "<html>${canary}</html>",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}!\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":[\"${canary}\"],\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":{\"a\":\"${canary}\"},\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":null,\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"c2hvcnQ=\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"\"}",
                "{\"KeyId\":\"${arn}\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":17}",
                "{\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"alias/a\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":\"${arn}\\n\",\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}",
                "{\"KeyId\":{\"a\":1},\"Plaintext\":\"${canary}\",\"CiphertextBlob\":\"c2VhbGVk\"}"
            })
    void anAnswerThatIsNoneIsTypedAndShowsNoKey(String answer) throws IOException {
        String body = answer.replace("${canary}", FaultyKms.base64(CANARY)).replace("${arn}", FaultyKms.KEY_ARN);
        try (FaultyKms aws = new FaultyKms(FaultyKms.json(200, body));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ID, 32, CONTEXT))
                    .isInstanceOfAny(KmsInternalException.class, DependencyTimeoutException.class)
                    .hasMessageContaining("endpoint")
                    .satisfies(Canary.of(CANARY)::assertNotIn);
        }
    }

    @Test
    void aCiphertextThatCannotBeStoredIsRefused() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, CANARY, new byte[6145]));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("6144");
        }
    }

    @Test
    void anInterruptedThreadIsToldAndStaysInterrupted() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, CANARY, SEALED));
                AwsKeyManagementService service = aws.service()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsIsTold() throws Exception {
        try (FaultyKms aws = new FaultyKms(FaultyKms.never());
                AwsKeyManagementService service = aws.service(Duration.ofSeconds(2))) {
            AtomicReference<Throwable> told = new AtomicReference<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread waiting = new Thread(() -> {
                try {
                    service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
                } catch (KmsException interrupted) {
                    told.set(interrupted);
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            waiting.start();
            while (aws.questions().isEmpty()) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            waiting.join();
            assertThat(told.get())
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("interrupted");
            assertThat(stillInterrupted).isTrue();
        }
    }

    @Test
    void whoWaitsWhenTheServiceIsClosedIsToldJustThat() throws Exception {
        try (FaultyKms aws = new FaultyKms(FaultyKms.never())) {
            AwsKeyManagementService service = aws.service(SHORT);
            AtomicReference<Throwable> told = new AtomicReference<>();
            Thread waiting = new Thread(
                    () -> told.set(catchThrowable(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))));
            waiting.start();
            while (aws.questions().isEmpty()) {
                Thread.onSpinWait();
            }
            service.close();
            waiting.join();
            assertThat(told.get())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void missingCredentialsAreDeniedWithTheWayOut() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.never());
                AwsKeyManagementService service = AwsKeyManagementService.builder()
                        .region("ap-northeast-1")
                        .endpoint(aws.endpoint())
                        .profile("a-profile-that-nobody-has")
                        .open();
                AwsKeyManagementService broken = AwsKeyManagementService.builder()
                        .region("ap-northeast-1")
                        .endpoint(aws.endpoint())
                        .credentials(() -> {
                            throw SdkClientException.create("secret-access-key-canary");
                        })
                        .open()) {
            for (AwsKeyManagementService without : Arrays.asList(service, broken)) {
                assertThatThrownBy(() -> without.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                        .isExactlyInstanceOf(AccessDeniedException.class)
                        .hasMessageContaining("no credentials")
                        .hasMessageContaining("AWS_ACCESS_KEY_ID")
                        .hasMessageContaining("profile=")
                        .hasMessageContaining("sts")
                        .hasMessageNotContaining("canary");
            }
            assertThat(aws.questions()).isEmpty();
        }
    }

    @Test
    void argumentsOutOfTheirLimitsAreNotSent() throws IOException {
        EncryptedDataKey empty = new EncryptedDataKey("aws-kms", FaultyKms.KEY_ARN, new byte[0]);
        try (FaultyKms aws = new FaultyKms(FaultyKms.never());
                AwsKeyManagementService service = aws.service();
                SecretBytes tooLong = SecretBytes.random(4097)) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 1025, CONTEXT))
                    .isExactlyInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> service.encrypt(FaultyKms.KEY_ARN, tooLong, CONTEXT))
                    .isExactlyInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> service.decrypt(empty, CONTEXT)).isExactlyInstanceOf(ValidationException.class);
            assertThat(aws.questions()).isEmpty();
        }
    }

    @Test
    void throttlingSaysWhatToDo() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.refusing(400, "ThrottlingException"));
                AwsKeyManagementService service = aws.service(SHORT)) {
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isInstanceOfAny(ThrottlingException.class, DependencyTimeoutException.class);
        }
    }

    private static AwsKeyManagementService at(URI endpoint) {
        return AwsKeyManagementService.builder()
                .region("ap-northeast-1")
                .endpoint(endpoint)
                .credentials(FaultyKms.CREDENTIALS)
                .callTimeout(Duration.ofSeconds(30))
                .open();
    }
}
