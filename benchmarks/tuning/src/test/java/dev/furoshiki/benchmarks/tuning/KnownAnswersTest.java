package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.service.Latency;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What a replay finds where arithmetic says what there is to be found. */
class KnownAnswersTest {

    private static final long SEED = 42;
    private static final Duration LONG = Duration.ofDays(300);

    /** Nothing but what a test sets ends the use of a key. */
    private static final KeyLimits ENDLESS =
            KeyLimits.DEFAULT.withMaxAge(LONG).withIdleExpiry(Duration.ZERO).withMaxMessages(1L << 32);

    private static final Freshness UNREFRESHED = Freshness.DEFAULT.withRefreshAhead(1, 0);

    @Property(tries = 25)
    void oneKeyIsAskedForOnceInEachMaxAge(
            @ForAll @LongRange(min = 1, max = 1000) long ageMillis,
            @ForAll @LongRange(min = 1, max = 300) long everyMillis,
            @ForAll @IntRange(min = 1, max = 500) int messages) {
        Outcome outcome = replay(
                constantRate(messages, everyMillis),
                ENDLESS.withMaxAge(Duration.ofMillis(ageMillis)),
                UNREFRESHED,
                KeyServiceModel.IDEAL);
        // A key serves the messages that come less than its age after it: the first one after that asks again.
        long served = divideUp(ageMillis, everyMillis);
        assertThat(outcome.requests()).isEqualTo(divideUp(messages, served));
        assertThat(outcome.misses()).isEqualTo(outcome.requests());
        assertThat(outcome.hits()).isEqualTo(messages - outcome.misses());
        assertThat(outcome.exposure().mostMessages()).isEqualTo(Math.min(messages, served));
        assertThat(outcome.exposure().longestUnseen().toMillis())
                .isEqualTo((Math.min(messages, served) - 1) * everyMillis);
        assertThat(outcome.waits().longest()).isZero();
    }

    /** In the background, so that nobody waits: but a message that comes when the key is too old already. */
    @Property(tries = 25)
    void aKeyIsReplacedAheadOfItsAge(
            @ForAll @LongRange(min = 10, max = 1000) long ageMillis,
            @ForAll @LongRange(min = 1, max = 300) long everyMillis,
            @ForAll @IntRange(min = 1, max = 500) int messages) {
        Outcome outcome = replay(
                constantRate(messages, everyMillis),
                ENDLESS.withMaxAge(Duration.ofMillis(10 * ageMillis)),
                UNREFRESHED.withRefreshAhead(0.75, 0),
                KeyServiceModel.IDEAL);
        // The message that finds it due has the old one still; the next has the new one.
        long until = divideUp(75 * ageMillis, 10 * everyMillis);
        boolean isInTime = until * everyMillis < 10 * ageMillis;
        assertThat(outcome.requests()).isEqualTo(1 + (messages - 1) / until);
        assertThat(outcome.misses()).isEqualTo(isInTime ? 1 : outcome.requests());
    }

    @Property(tries = 25)
    void oneKeyIsAskedForOnceInSoManyMessages(
            @ForAll @IntRange(min = 1, max = 500) int most,
            @ForAll @IntRange(min = 1, max = 2000) int messages,
            @ForAll @IntRange(min = 1, max = 100) int leaseBlock) {
        Outcome outcome = replay(
                constantRate(messages, 1),
                ENDLESS.withMaxMessages(most).withLeaseBlock(leaseBlock),
                UNREFRESHED,
                KeyServiceModel.IDEAL);
        assertThat(outcome.requests()).isEqualTo(divideUp(messages, most));
        assertThat(outcome.exposure().mostMessages()).isEqualTo(Math.min(most, messages));
        assertThat(outcome.dataKeys()).isEqualTo(outcome.requests());
    }

    @Property(tries = 25)
    void oneKeyIsAskedForOnceInSoManyBytes(
            @ForAll @LongRange(min = 1, max = 1 << 20) long bytes,
            @ForAll @LongRange(min = 1, max = 100) long fitting,
            @ForAll @LongRange(min = 0, max = 1 << 20) long more) {
        int messages = 500;
        Outcome outcome = replay(
                constantRate(messages, 1, bytes),
                ENDLESS.withMaxBytes(bytes * fitting + more % bytes),
                UNREFRESHED,
                KeyServiceModel.IDEAL);
        assertThat(outcome.requests()).isEqualTo(divideUp(messages, fitting));
        assertThat(outcome.exposure().mostBytes()).isEqualTo(bytes * fitting);
    }

    /** The seed table's own arithmetic: 1,000 uncached operations a second. */
    @Test
    void thePriceWithoutACacheIsThatOfTheTable() {
        Outcome outcome =
                replay(constantRate(6_000, 1), KeyLimits.DEFAULT.withMaxEntries(0), UNREFRESHED, KeyServiceModel.IDEAL);
        assertThat(outcome.requests()).isEqualTo(6_000);
        // 1 key, and 1,000 x 86,400 x 30 - 20,000 requests at 0.03 for 10,000.
        assertThat(Prices.of("ap-northeast-1").monthly(outcome)).isEqualTo("7776.94");
    }

    /** And a cache of 5 minutes over 100 nodes and 10 contexts. */
    @Test
    void thePriceWithACacheIsThatOfTheTable() {
        List<KeyUse> uses = new ArrayList<>();
        for (int second = 0; second < 3600; second += 60) {
            for (int node = 0; node < 100; node++) {
                for (int context = 0; context < 10; context++) {
                    long atNanos = Duration.ofSeconds(second).toNanos();
                    uses.add(new KeyUse(atNanos, KeyUse.Operation.ENCRYPT, node, 0, 0, context, KeyUse.UNREAD, 1));
                }
            }
        }
        Configuration fleet = Configuration.DEFAULT
                .with(KeyLimits.DEFAULT.withIdleExpiry(Duration.ZERO))
                .with(UNREFRESHED)
                .withNodes(100);
        Outcome outcome = Replay.run(Trace.of(Duration.ofHours(1), uses), fleet, KeyServiceModel.IDEAL, SEED);
        assertThat(outcome.requests()).isEqualTo(100 * 10 * 12);
        // 1 key, and 100 x 10 x 12 x 24 x 30 - 20,000 requests at 0.03 for 10,000.
        assertThat(Prices.of("ap-northeast-1").monthly(outcome)).isEqualTo("26.86");
    }

    @Test
    void whatWasWrittenIsReadUnderItsDataKey() {
        List<KeyUse> uses = new ArrayList<>();
        for (int item = 0; item < 100; item++) {
            uses.add(KeyUse.encrypting(millis(item), 0, item, 1));
        }
        for (int item = 0; item < 200; item++) {
            uses.add(KeyUse.decrypting(millis(100 + item), 0, item, 1));
        }
        Outcome outcome = replay(
                Trace.of(Duration.ofSeconds(1), uses), ENDLESS.withMaxMessages(10), UNREFRESHED, KeyServiceModel.IDEAL);
        // 10 keys to write 100 items, which are 10 to read them; another 100 items were written before, each under its
        // own.
        assertThat(outcome.dataKeys()).isEqualTo(10);
        assertThat(outcome.requests()).isEqualTo(10 + 10 + 100);
    }

    @Test
    void uncachedUsesWaitAsLongAsTheServiceTakes() {
        Outcome outcome = replay(
                constantRate(500, 1),
                KeyLimits.DEFAULT.withMaxEntries(0),
                UNREFRESHED,
                KeyServiceModel.IDEAL.with(new Latency.Constant(Duration.ofMillis(8))),
                16);
        assertThat(outcome.hits()).isZero();
        assertThat(outcome.waits().p50().toMillis()).isEqualTo(8);
        assertThat(outcome.waits().longest().toMillis()).isEqualTo(8);
    }

    static Outcome replay(Trace trace, KeyLimits limits, Freshness freshness, KeyServiceModel model) {
        return replay(trace, limits, freshness, model, 1);
    }

    /** @param threads of the node: what one is granted of a key's limits and does not use, others do not get */
    private static Outcome replay(
            Trace trace, KeyLimits limits, Freshness freshness, KeyServiceModel model, int threads) {
        CachePolicy policy = CachePolicy.DEFAULT.with(limits).with(freshness);
        return Replay.run(trace, Configuration.DEFAULT.with(policy).withThreadsPerNode(threads), model, SEED);
    }

    static Trace constantRate(int messages, long everyMillis) {
        return constantRate(messages, everyMillis, 1);
    }

    private static Trace constantRate(int messages, long everyMillis, long bytes) {
        List<KeyUse> uses = new ArrayList<>();
        for (int message = 0; message < messages; message++) {
            uses.add(KeyUse.encrypting(millis(message * everyMillis), 0, KeyUse.UNREAD, bytes));
        }
        return Trace.of(Duration.ofMillis(messages * everyMillis), uses);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static long divideUp(long number, long by) {
        return (number + by - 1) / by;
    }
}
