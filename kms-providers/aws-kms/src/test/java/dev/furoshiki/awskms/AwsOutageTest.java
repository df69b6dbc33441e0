package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CallPolicy;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache over AWS KMS while that is away: nobody notices until maxAge, and afterwards it is used again by itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AwsOutageTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
    private static final CallPolicy CALLS = CallPolicy.DEFAULT.withTimeout(Duration.ofSeconds(2));
    private static final byte[] PLAINTEXT = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final FaultyKms.Answer WORKING =
            FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, "sealed".getBytes(StandardCharsets.US_ASCII));

    private final AtomicReference<FaultyKms.Answer> answer = new AtomicReference<>(WORKING);
    private final AtomicLong nanos = new AtomicLong();
    private FaultyKms aws;
    private AwsKeyManagementService service;
    private DataKeyCache cache;

    enum Outage {
        THROTTLED(FaultyKms.refusing(400, "ThrottlingException"), ThrottlingException.class),
        BROKEN(FaultyKms.refusing(500, "KMSInternalException"), KmsInternalException.class),
        CUT_OFF(FaultyKms.never(), DependencyTimeoutException.class);

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        private final FaultyKms.Answer answer;

        private final Class<? extends KmsException> failure;

        Outage(FaultyKms.Answer answer, Class<? extends KmsException> failure) {
            this.answer = answer;
            this.failure = failure;
        }
    }

    @BeforeEach
    void open() throws Exception {
        aws = new FaultyKms((exchange, closing) -> answer.get().to(exchange, closing));
        service = aws.service(CALL_TIMEOUT);
        cache = new DataKeyCache(service, CachePolicy.DEFAULT.with(CALLS), nanos::get);
    }

    @AfterEach
    void close() {
        cache.close();
        service.close();
        aws.close();
    }

    @ParameterizedTest
    @EnumSource
    void anOutageCostsNothingUntilMaxAgeAndItsEndIsSeen(Outage outage) throws InterruptedException {
        EncryptedDataKey sealed = eventually(this::encrypt);
        eventually(() -> decrypt(sealed));
        int questions = aws.questions().size();
        answer.set(outage.answer);
        Duration step = Duration.ofSeconds(20);
        for (Duration age = step; age.compareTo(MAX_AGE) < 0; age = age.plus(step)) {
            nanos.addAndGet(step.toNanos());
            assertThat(encrypt()).isEqualTo(sealed);
            decrypt(sealed);
        }
        // Both were to be refreshed by now; that it failed changes nothing either.
        while (cache.statistics().background().refreshFailures() < 2) {
            Thread.sleep(1);
        }
        assertThat(encrypt()).isEqualTo(sealed);
        decrypt(sealed);
        nanos.addAndGet(step.toNanos());
        // Throttled and broken, the third attempt may end later than callTimeout allows.
        assertThatThrownBy(this::encrypt).isInstanceOfAny(outage.failure, DependencyTimeoutException.class);
        assertThatThrownBy(() -> decrypt(sealed)).isInstanceOfAny(outage.failure, DependencyTimeoutException.class);
        assertThat(aws.questions()).hasSizeGreaterThan(questions);
        answer.set(WORKING);
        EncryptedDataKey after = eventually(this::encrypt);
        eventually(() -> decrypt(after));
    }

    /**
     * The first call of a process may take long; one that began in an outage ends with its failure; and a breaker that is open
     * needs time.
     */
    private EncryptedDataKey eventually(Supplier<EncryptedDataKey> use) {
        while (true) {
            try {
                return use.get();
            } catch (KmsException notYet) {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private EncryptedDataKey encrypt() {
        try (DataKey key = cache.forEncryption(FaultyKms.KEY_ARN, 32, CONTEXT, 1)) {
            assertThat(key.secret().toByteArray()).isEqualTo(PLAINTEXT);
            return key.encrypted();
        }
    }

    private EncryptedDataKey decrypt(EncryptedDataKey sealed) {
        try (DataKey key = cache.forDecryption(sealed, CONTEXT)) {
            assertThat(key.secret().toByteArray()).isEqualTo(PLAINTEXT);
            return sealed;
        }
    }
}
