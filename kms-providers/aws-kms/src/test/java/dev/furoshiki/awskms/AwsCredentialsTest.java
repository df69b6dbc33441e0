package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.testing.provider.Canary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Sources of credentials that fail. Where nobody said no, nobody was asked for the key: it is an outage, through which a cache
 * serves what it has.
 */
@Timeout(60)
class AwsCredentialsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final byte[] KEY = "data-key-canary-0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED = "sealed".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET = "secret-access-key-canary";

    private FaultyKms aws;
    private final Source source = new Source();

    /** Fails when told to. */
    private static final class Source implements AwsCredentialsProvider {
        private volatile @Nullable RuntimeException failure;

        @Override
        public AwsCredentials resolveCredentials() {
            RuntimeException now = failure;
            if (now != null) {
                throw now;
            }
            return FaultyKms.CREDENTIALS.resolveCredentials();
        }
    }

    @BeforeEach
    void start() throws IOException {
        aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, KEY, SEALED));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    /** As the SDK has them: of the agents of containers and instances, and of STS. */
    static List<RuntimeException> outages() {
        return List.of(
                sdk(new SocketTimeoutException("Read timed out, " + SECRET)),
                sdk(new UncheckedIOException(new ConnectException("Connection refused"))),
                sdk(SdkServiceException.builder()
                        .statusCode(500)
                        .message(SECRET)
                        .build()),
                sdk(SdkServiceException.builder().statusCode(429).build()),
                answer(503, "ServiceUnavailable"),
                answer(400, "Throttling"),
                answer(400, "IDPCommunicationError"),
                answer(400, "ExpiredTokenException"),
                answer(400, "RequestExpired"),
                answer(403, null));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void aSourceThatIsAwayIsAnOutage(RuntimeException failure) {
        source.failure = failure;
        try (AwsKeyManagementService service = at(source)) {
            assertThatThrownBy(() -> generate(service))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("source of credentials")
                    .hasMessageContaining(FaultyKms.KEY_ARN)
                    .hasNoCause()
                    .satisfies(Canary.of(SECRET.getBytes(StandardCharsets.US_ASCII))::assertNotIn);
            assertThat(aws.questions()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("outages")
    void aWarmKeyOutlivesAnOutageOfTheSource(RuntimeException failure) throws Exception {
        try (AwsKeyManagementService service = at(source);
                DataKeys keys = refreshedAtOnce(service)) {
            EncryptedDataKey warm = use(keys);
            source.failure = failure;
            while (keys.statistics().background().refreshFailures() == 0) {
                assertThat(use(keys)).isEqualTo(warm);
            }
            // What follows from the failure comes after it is counted.
            for (int i = 0; i < 20; i++) {
                assertThat(use(keys)).isEqualTo(warm);
                Thread.sleep(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "401, UnauthorizedException", "400, InvalidIdentityToken"})
    void aSourceThatSaysNoIsARefusal(int status, String code) {
        try (AwsKeyManagementService service = at(source);
                DataKeys keys = refreshedAtOnce(service)) {
            use(keys);
            source.failure = sdk(answer(status, code));
            assertThatThrownBy(() -> {
                        while (true) {
                            use(keys);
                        }
                    })
                    .isExactlyInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("refused")
                    .hasMessageContaining(code)
                    .hasNoCause();
        }
    }

    /** Such as a helper program that ends with an error, or a token's file that is gone. */
    static List<RuntimeException> unexplained() {
        return List.of(
                SdkClientException.create("Unable to load credentials from any of the providers in the chain"),
                new IllegalStateException("Failed to refresh process-based credentials."),
                new UncheckedIOException(new NoSuchFileException("/run/secrets/token")));
    }

    @ParameterizedTest
    @MethodSource("unexplained")
    void aSourceThatNeverGaveAnyHasNone(RuntimeException failure) {
        source.failure = failure;
        try (AwsKeyManagementService service = at(source)) {
            assertThatThrownBy(() -> generate(service))
                    .isExactlyInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("no credentials");
        }
    }

    @ParameterizedTest
    @MethodSource("unexplained")
    void aSourceThatGaveSomeBeforeIsAway(RuntimeException failure) {
        try (AwsKeyManagementService service = at(source)) {
            generate(service);
            source.failure = failure;
            assertThatThrownBy(() -> generate(service)).isExactlyInstanceOf(DependencyTimeoutException.class);
            source.failure = null;
            generate(service);
        }
    }

    @Test
    void anInstanceWhoseAgentFailsIsAwayAndOneWithoutARoleHasNone() throws IOException {
        try (FaultyKms failing = new FaultyKms(FaultyKms.json(500, "{}"));
                FaultyKms without = new FaultyKms(FaultyKms.json(200, "token"), FaultyKms.json(404, "none"))) {
            assertFails(failing.endpoint().toString(), DependencyTimeoutException.class, "status 500");
            assertFails(without.endpoint().toString(), AccessDeniedException.class, "no credentials");
        }
        int nobodys;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodys = taken.getLocalPort();
        }
        assertFails("http://127.0.0.1:" + nobodys, DependencyTimeoutException.class, "ConnectException");
    }

    private void assertFails(String agent, Class<? extends Throwable> type, String reason) {
        try (InstanceProfileCredentialsProvider instance = InstanceProfileCredentialsProvider.builder()
                        .endpoint(agent)
                        .build();
                AwsKeyManagementService service = at(instance)) {
            assertThatThrownBy(() -> generate(service))
                    .isExactlyInstanceOf(type)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileCredentialsAreAskedForIsTold() {
        source.failure = new IllegalStateException("Interrupted waiting to refresh", new InterruptedException());
        try (AwsKeyManagementService service = at(source)) {
            assertThatThrownBy(() -> generate(service))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** The SDK ends a call by interrupting its thread: that is not the application's interruption. */
    @Test
    void aSourceThatTakesLongerThanACallMayIsATimeout() {
        AwsCredentialsProvider slow = () -> {
            try {
                Thread.sleep(60_000);
                throw new AssertionError("nobody ended the call");
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(ended);
            }
        };
        try (AwsKeyManagementService service = AwsKeyManagementService.builder()
                .region("ap-northeast-1")
                .endpoint(aws.endpoint())
                .credentials(slow)
                .callTimeout(Duration.ofMillis(200))
                .open()) {
            assertThatThrownBy(() -> generate(service))
                    .isExactlyInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("in time");
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    private static SdkClientException sdk(Exception cause) {
        return SdkClientException.create("Failed to load credentials: " + SECRET, cause);
    }

    private static AwsServiceException answer(int status, @Nullable String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(SECRET)
                        .build())
                .build();
    }

    private static void generate(AwsKeyManagementService service) {
        service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
    }

    private static EncryptedDataKey use(DataKeys keys) {
        try (var key = keys.forEncryption(FaultyKms.KEY_ARN, CONTEXT, 1)) {
            return key.encrypted();
        }
    }

    private static DataKeys refreshedAtOnce(AwsKeyManagementService service) {
        return DataKeys.builder(service)
                .maxAge(Duration.ofMinutes(10))
                .refreshAhead(0.0001, 0)
                .build();
    }

    private AwsKeyManagementService at(AwsCredentialsProvider credentials) {
        return AwsKeyManagementService.builder()
                .region("ap-northeast-1")
                .endpoint(aws.endpoint())
                .credentials(credentials)
                .open();
    }
}
