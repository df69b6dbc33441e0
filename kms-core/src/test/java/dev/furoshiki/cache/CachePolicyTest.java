package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.cache.CachePolicy.OnLimit;
import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The settings of a cache: what they are unless set, what docs/keys.md says they are, and within what they can be set. */
class CachePolicyTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration NANO = Duration.ofNanos(1);

    private static final KeyLimits LIMITS = KeyLimits.DEFAULT;
    private static final Freshness FRESH = Freshness.DEFAULT;
    private static final CallPolicy CALLS = CallPolicy.DEFAULT;

    /** Those of the project's design: 1,000 keys, 5 minutes, 1 minute idle, 80 % with 10 %, 2^20, 64 GiB, and so on. */
    @Test
    void theDefaultsAreThese() {
        assertThat(CachePolicy.DEFAULT)
                .isEqualTo(new CachePolicy(
                        new KeyLimits(
                                1000, Duration.ofSeconds(300), Duration.ofSeconds(60), 1_048_576, 68_719_476_736L, 64),
                        OnLimit.ROTATE,
                        new Freshness(0.8, 0.1, Duration.ZERO, Duration.ZERO, 0),
                        new CallPolicy(
                                20,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                5,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(10))));
        assertThat(UseBudget.LARGEST_BLOCK).isEqualTo(65_536);
    }

    @Test
    void theTablesOfTheDocumentHaveThem() throws IOException {
        Map<String, String> rows = new HashMap<>();
        for (String line : Document.read("docs/keys.md").section("## The cache")) {
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                rows.put(cells[1].strip().replace("`", ""), cells[2].strip());
            }
        }
        Map<String, String> expected = new HashMap<>();
        expected.put("maxAge", text(LIMITS.maxAge()));
        expected.put("maxMessages", "2^" + Long.numberOfTrailingZeros(LIMITS.maxMessages()));
        expected.put("maxBytes", (LIMITS.maxBytes() >> 30) + " GiB");
        expected.put("maxEntries", String.format(Locale.ROOT, "%,d", LIMITS.maxEntries()));
        expected.put("idleExpiry", text(LIMITS.idleExpiry()));
        expected.put("failAtLimit", CachePolicy.DEFAULT.onLimit() == OnLimit.FAIL ? "yes" : "no");
        expected.put("leaseBlock", Long.toString(LIMITS.leaseBlock()));
        expected.put("refreshAhead", FRESH.refreshAhead() + ", " + FRESH.jitter());
        expected.put("prefetch", Integer.toString(FRESH.prefetch()));
        expected.put("revocationCheck", FRESH.revocationCheck().isZero() ? "off" : text(FRESH.revocationCheck()));
        expected.put("offlineGrace", FRESH.offlineGrace().isZero() ? "0" : text(FRESH.offlineGrace()));
        expected.put("maxInFlight", Integer.toString(CALLS.maxInFlight()));
        expected.put("callTimeout", text(CALLS.timeout()));
        expected.put("negativeTtl", text(CALLS.negativeTtl()));
        expected.put(
                "circuitBreaker",
                CALLS.failuresUntilOpen() + ", " + text(CALLS.shortestPause()) + ", " + text(CALLS.longestPause()));
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void limitsHaveRanges() {
        refused("maxEntries", () -> LIMITS.withMaxEntries(-1));
        refused("maxAge", () -> LIMITS.withMaxAge(Duration.ZERO));
        refused("maxAge", () -> LIMITS.withMaxAge(YEAR.plus(NANO)));
        refused("idleExpiry", () -> LIMITS.withIdleExpiry(NANO.negated()));
        refused("idleExpiry", () -> LIMITS.withIdleExpiry(YEAR.plus(NANO)));
        refused("maxMessages", () -> LIMITS.withMaxMessages(0));
        refused("maxMessages", () -> LIMITS.withMaxMessages((1L << 32) + 1));
        refused("maxBytes", () -> LIMITS.withMaxBytes(0));
        refused("maxBytes", () -> LIMITS.withMaxBytes((1L << 50) + 1));
        refused("leaseBlock", () -> LIMITS.withLeaseBlock(0));
        refused("leaseBlock", () -> LIMITS.withLeaseBlock((1L << 16) + 1));
        LIMITS.withMaxEntries(0)
                .withMaxAge(NANO)
                .withMaxAge(YEAR)
                .withIdleExpiry(Duration.ZERO)
                .withIdleExpiry(YEAR)
                .withMaxMessages(1)
                .withMaxMessages(1L << 32)
                .withMaxBytes(1)
                .withMaxBytes(1L << 50)
                .withLeaseBlock(1)
                .withLeaseBlock(1L << 16);
    }

    @Test
    void freshnessHasRanges() {
        for (double wrong : new double[] {0, -0.1, 1.01, Double.NaN}) {
            refused("refreshAhead", () -> FRESH.withRefreshAhead(wrong, 0));
        }
        for (double wrong : new double[] {-0.1, 1.01, Double.NaN}) {
            refused("jitter", () -> FRESH.withRefreshAhead(0.5, wrong));
        }
        refused("revocationCheck", () -> FRESH.withRevocationCheck(NANO.negated()));
        refused("revocationCheck", () -> FRESH.withRevocationCheck(YEAR.plus(NANO)));
        refused("offlineGrace", () -> FRESH.withOfflineGrace(NANO.negated()));
        refused("offlineGrace", () -> FRESH.withOfflineGrace(YEAR.plus(NANO)));
        refused("prefetch", () -> FRESH.withPrefetch(-1));
        refused("prefetch", () -> FRESH.withPrefetch(1001));
        FRESH.withRefreshAhead(Double.MIN_VALUE, 0)
                .withRefreshAhead(1, 1)
                .withRevocationCheck(YEAR)
                .withOfflineGrace(YEAR)
                .withPrefetch(1000);
    }

    @Test
    void callsHaveRanges() {
        refused("maxInFlight", () -> CALLS.withMaxInFlight(0));
        refused("maxInFlight", () -> CALLS.withMaxInFlight(1001));
        refused("timeout", () -> CALLS.withTimeout(Duration.ZERO));
        refused("timeout", () -> CALLS.withTimeout(YEAR.plus(NANO)));
        refused("negativeTtl", () -> CALLS.withNegativeTtl(NANO.negated()));
        refused("negativeTtl", () -> CALLS.withNegativeTtl(YEAR.plus(NANO)));
        refused("failuresUntilOpen", () -> CALLS.withCircuitBreaker(0, NANO, NANO));
        refused("shortestPause", () -> CALLS.withCircuitBreaker(1, Duration.ZERO, NANO));
        refused("longestPause", () -> CALLS.withCircuitBreaker(1, NANO, YEAR.plus(NANO)));
        refused("longestPause", () -> CALLS.withCircuitBreaker(1, NANO.multipliedBy(2), NANO));
        CALLS.withMaxInFlight(1)
                .withMaxInFlight(1000)
                .withTimeout(NANO)
                .withTimeout(YEAR)
                .withNegativeTtl(Duration.ZERO)
                .withNegativeTtl(YEAR)
                .withCircuitBreaker(1, NANO, NANO)
                .withCircuitBreaker(Integer.MAX_VALUE, YEAR, YEAR);
    }

    private static void refused(String setting, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(setting);
    }

    /** As the document writes times. */
    private static String text(Duration time) {
        if (time.toMinutes() > 0) {
            return time.toMinutes() + (time.toMinutes() == 1 ? " minute" : " minutes");
        }
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
