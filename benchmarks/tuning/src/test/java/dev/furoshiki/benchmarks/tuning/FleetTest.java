package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.service.Latency;
import dev.furoshiki.benchmarks.tuning.service.Outage;
import dev.furoshiki.benchmarks.tuning.service.Quota;
import dev.furoshiki.benchmarks.tuning.service.Retries;
import dev.furoshiki.benchmarks.tuning.service.Revocation;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Callers that wait, nodes that share a service, and a service that does not always answer. */
class FleetTest {

    private static final long SEED = 42;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final KeyServiceModel SLOW = KeyServiceModel.IDEAL.with(new Latency.Constant(Duration.ofMillis(50)));

    /** Of an age of one minute, never replaced before. */
    private static final CachePolicy UNREFRESHED = CachePolicy.DEFAULT
            .with(KeyLimits.DEFAULT.withMaxAge(A_MINUTE))
            .with(Freshness.DEFAULT.withRefreshAhead(1, 0));

    @Test
    void allWhoWantTheSameKeyWaitForOneCall() {
        Outcome outcome = run(atOnce(10, false), UNREFRESHED, SLOW, 16);
        assertThat(outcome.requests()).isEqualTo(1);
        assertThat(outcome.misses()).isEqualTo(10);
        assertThat(outcome.waits().p50().toMillis()).isEqualTo(50);
        assertThat(outcome.waits().longest().toMillis()).isEqualTo(50);
    }

    @Test
    void whoFindsNoThreadWaitsForOne() {
        Outcome outcome = run(atOnce(10, false), UNREFRESHED, SLOW, 2);
        assertThat(outcome.requests()).isEqualTo(1);
        // The others come to a thread when the key is there.
        assertThat(outcome.misses()).isEqualTo(2);
        assertThat(outcome.waits().p50().toMillis()).isEqualTo(50);
    }

    @Test
    void callsBeyondThoseAtOnceWaitForEachOther() {
        CachePolicy narrow = UNREFRESHED.with(UNREFRESHED.calls().withMaxInFlight(1));
        Outcome outcome = run(atOnce(10, true), narrow, SLOW, 16);
        assertThat(outcome.requests()).isEqualTo(10);
        assertThat(outcome.waits().p50().toMillis()).isEqualTo(250);
        assertThat(outcome.waits().longest().toMillis()).isEqualTo(500);
    }

    @Test
    void whoWaitsTooLongFailsAndTheCallServesTheNext() {
        KeyServiceModel verySlow = KeyServiceModel.IDEAL.with(new Latency.Constant(Duration.ofSeconds(3)));
        Trace trace = trace(List.of(
                KeyUse.encrypting(0, 0, KeyUse.UNREAD, 1),
                KeyUse.encrypting(Duration.ofSeconds(2).toNanos(), 0, KeyUse.UNREAD, 1),
                KeyUse.encrypting(Duration.ofSeconds(4).toNanos(), 0, KeyUse.UNREAD, 1)));
        Outcome outcome = run(trace, UNREFRESHED, verySlow, 16);
        assertThat(outcome.requests()).isEqualTo(1);
        assertThat(outcome.failures()).isEqualTo(Map.of("DependencyTimeoutException", 1L));
        assertThat(outcome.waits().longest().toMillis()).isEqualTo(2000);
        assertThat(outcome.hits()).isEqualTo(1);
    }

    @Test
    void eachNodeAsksForItself() {
        List<KeyUse> uses = new ArrayList<>();
        for (int use = 0; use < 1000; use++) {
            uses.add(KeyUse.encrypting(use * 1_000_000L, 0, KeyUse.UNREAD, 1));
        }
        Configuration fleet = Configuration.DEFAULT.with(UNREFRESHED).withNodes(10);
        Outcome spread = Replay.run(trace(uses), fleet, KeyServiceModel.IDEAL, SEED);
        assertThat(spread.requests()).isEqualTo(10);
        Outcome sharded =
                Replay.run(trace(uses), fleet.with(Configuration.Routing.BY_CONTEXT), KeyServiceModel.IDEAL, SEED);
        assertThat(sharded.requests()).isEqualTo(1);
    }

    @Test
    void nodesShareOneQuota() {
        KeyServiceModel scarce = SLOW.with(new Quota(1, 4));
        Configuration fleet = Configuration.DEFAULT.with(UNREFRESHED).withNodes(5);
        Outcome outcome = Replay.run(atOnce(10, true), fleet, scarce, SEED);
        assertThat(outcome.requests()).isEqualTo(10);
        assertThat(outcome.throttledRequests()).isEqualTo(6);
        assertThat(outcome.failures()).isEqualTo(Map.of("ThrottlingException", 6L));
        assertThat(outcome.failed()).isEqualTo(6);
    }

    @Test
    void whatIsThrottledIsTriedAgain() {
        KeyServiceModel scarce =
                KeyServiceModel.IDEAL.with(new Quota(10, 1)).with(new Retries(10, Duration.ofMillis(200)));
        Outcome outcome = run(atOnce(3, true), UNREFRESHED, scarce, 16);
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.throttledRequests()).isPositive();
        assertThat(outcome.requests()).isEqualTo(3 + outcome.throttledRequests());
    }

    @Test
    void anOutageShorterThanTheAgeOfAKeyCostsNoUse() {
        KeyServiceModel away = KeyServiceModel.IDEAL.with(
                new Outage(Duration.ofSeconds(40), Duration.ofSeconds(55), Duration.ofMillis(10)));
        CachePolicy refreshed = UNREFRESHED.with(Freshness.DEFAULT.withRefreshAhead(0.75, 0));
        Outcome outcome = run(KnownAnswersTest.constantRate(180, 1000), refreshed, away, 1);
        assertThat(outcome.failures()).isEmpty();
        // Two calls as without it, and those in vain: for 10 seconds from the 45th on, with pauses that grow to 10.
        assertThat(outcome.requests()).isBetween(6L, 14L);
    }

    @Test
    void aLongerOneFailsUsesUnlessThereIsGrace() {
        KeyServiceModel away = KeyServiceModel.IDEAL.with(
                new Outage(Duration.ofSeconds(30), Duration.ofSeconds(90), Duration.ofMillis(10)));
        Outcome outcome = run(KnownAnswersTest.constantRate(180, 1000), UNREFRESHED, away, 1);
        // From the 60th second to the 90th, and until the service is tried again.
        assertThat(outcome.failed()).isBetween(30L, 40L);
        assertThat(outcome.exposure().longestUnseen()).isEqualTo(Duration.ofSeconds(59));
        CachePolicy graced =
                UNREFRESHED.with(Freshness.DEFAULT.withRefreshAhead(1, 0).withOfflineGrace(Duration.ofMinutes(1)));
        Outcome inGrace = run(KnownAnswersTest.constantRate(180, 1000), graced, away, 1);
        assertThat(inGrace.failures()).isEmpty();
        assertThat(inGrace.exposure().longestUnseen()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
    }

    /** The longest time without a question is what a revocation at its beginning finds. */
    @Test
    void aRevokedKeyIsUsedUntilItIsTooOld() {
        KeyServiceModel revoked = KeyServiceModel.IDEAL.with(new Revocation(0, Duration.ofSeconds(10)));
        Outcome outcome = run(KnownAnswersTest.constantRate(180, 1000), UNREFRESHED, revoked, 1);
        assertThat(outcome.exposure().longestUnseen()).isEqualTo(Duration.ofSeconds(59));
        assertThat(outcome.exposure().longestAfterRevocation()).isEqualTo(Duration.ofSeconds(49));
        assertThat(outcome.failures()).isEqualTo(Map.of("DisabledException", 120L));
    }

    @Test
    void aRevocationCheckFindsItSooner() {
        CachePolicy checked =
                UNREFRESHED.with(Freshness.DEFAULT.withRefreshAhead(1, 0).withRevocationCheck(Duration.ofSeconds(10)));
        Outcome unrevoked = run(KnownAnswersTest.constantRate(180, 1000), checked, KeyServiceModel.IDEAL, 1);
        assertThat(unrevoked.exposure().longestUnseen()).isEqualTo(Duration.ofSeconds(10));
        // Three data keys, and checks of each after 10, 20, 30, 40 and 50 seconds.
        assertThat(unrevoked.requests()).isEqualTo(3 + 3 * 5);
        KeyServiceModel revoked = KeyServiceModel.IDEAL.with(new Revocation(0, Duration.ofSeconds(11)));
        Outcome outcome = run(KnownAnswersTest.constantRate(180, 1000), checked, revoked, 1);
        assertThat(outcome.exposure().longestAfterRevocation()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void usesAreRecordedInBlocks() {
        KeyServiceModel recording = KeyServiceModel.IDEAL.withRecording(new Latency.Constant(Duration.ofMillis(3)));
        Outcome outcome = run(KnownAnswersTest.constantRate(1000, 1), UNREFRESHED, recording, 1);
        // The first use is the call's; after it come blocks of 64, 128, 256 and 512, and one that is asked for ahead.
        assertThat(outcome.records()).isBetween(4L, 6L);
        assertThat(outcome.waits().longest().toMillis()).isEqualTo(3);
    }

    /** What each thread is granted of a key's limit and does not use is lost. */
    @Test
    void aKeyServesManyThreadsFewerMessages() {
        CachePolicy limited = UNREFRESHED.with(UNREFRESHED.limits().withMaxMessages(1000));
        Trace trace = KnownAnswersTest.constantRate(20_000, 1);
        Outcome one = run(trace, limited, KeyServiceModel.IDEAL, 1);
        Outcome many = run(trace, limited, KeyServiceModel.IDEAL, 64);
        assertThat(one.dataKeys()).isEqualTo(20);
        assertThat(many.dataKeys()).isBetween(20L, 30L);
        assertThat(many.exposure().mostMessages()).isBetween(800L, 1000L);
    }

    @Test
    void theSameSeedGivesTheSameOutcome() {
        List<KeyUse> uses = new ArrayList<>();
        for (int use = 0; use < 20_000; use++) {
            uses.add(KeyUse.encrypting(use * 3_000_000L, use * 31 % 40, KeyUse.UNREAD, use % 1000));
        }
        CachePolicy busy = CachePolicy.DEFAULT.with(
                KeyLimits.DEFAULT.withMaxAge(Duration.ofSeconds(5)).withMaxMessages(500));
        KeyServiceModel model = KeyServiceModel.REMOTE
                .with(Quota.perSecond(60))
                .with(new Outage(Duration.ofSeconds(20), Duration.ofSeconds(24), Duration.ofMillis(500)));
        Configuration fleet = Configuration.DEFAULT.with(busy).withNodes(4);
        Outcome first = Replay.run(trace(uses), fleet, model, 1);
        assertThat(Replay.run(trace(uses), fleet, model, 1)).isEqualTo(first);
        assertThat(Replay.run(trace(uses), fleet, model, 2)).isNotEqualTo(first);
        assertThat(first.failed()).isPositive();
        assertThat(first.throttledRequests()).isPositive();
    }

    @Test
    void aTraceOutOfOrderIsRefused() {
        Trace disordered =
                trace(List.of(KeyUse.encrypting(10, 0, KeyUse.UNREAD, 1), KeyUse.encrypting(9, 0, KeyUse.UNREAD, 1)));
        assertThatThrownBy(() -> run(disordered, UNREFRESHED, KeyServiceModel.IDEAL, 1))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("at 9 ns after 10 ns");
    }

    private static Outcome run(Trace trace, CachePolicy policy, KeyServiceModel model, int threads) {
        return Replay.run(trace, Configuration.DEFAULT.with(policy).withThreadsPerNode(threads), model, SEED);
    }

    private static Trace atOnce(int uses, boolean inContextsOfTheirOwn) {
        List<KeyUse> all = new ArrayList<>();
        for (int use = 0; use < uses; use++) {
            all.add(KeyUse.encrypting(0, inContextsOfTheirOwn ? use : 0, KeyUse.UNREAD, 1));
        }
        return trace(all);
    }

    private static Trace trace(List<KeyUse> uses) {
        return Trace.of(A_MINUTE, uses);
    }
}
