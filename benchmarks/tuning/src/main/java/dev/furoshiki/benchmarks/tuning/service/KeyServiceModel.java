package dev.furoshiki.benchmarks.tuning.service;

import java.time.Duration;
import java.util.List;

/**
 * How the key service behaves that all nodes share. Immutable.
 *
 * @param latency of an answer, throttling included
 * @param recording how long it takes to record uses of cached keys durably; nothing for services that do not
 * @param quota of all nodes together
 * @param retries of what was throttled
 * @param outages when it is away
 * @param revocations when its keys are disabled
 */
public record KeyServiceModel(
        Latency latency,
        Latency recording,
        Quota quota,
        Retries retries,
        List<Outage> outages,
        List<Revocation> revocations) {

    /** Answers at once, and always. */
    public static final KeyServiceModel IDEAL =
            new KeyServiceModel(Latency.NONE, Latency.NONE, Quota.UNLIMITED, Retries.NONE, List.of(), List.of());

    /**
     * A service across a network of one region: what an answer takes is a guess, to be replaced by what is measured; the quota is that
     * which AWS KMS has for symmetric keys in its large regions.
     */
    public static final KeyServiceModel REMOTE = new KeyServiceModel(
            new Latency.LogNormal(Duration.ofMillis(5), Duration.ofMillis(50)),
            Latency.NONE,
            Quota.perSecond(10_000),
            Retries.AWS,
            List.of(),
            List.of());

    public KeyServiceModel {
        outages = List.copyOf(outages);
        revocations = List.copyOf(revocations);
    }

    /** The same with another latency. */
    public KeyServiceModel with(Latency other) {
        return new KeyServiceModel(other, recording, quota, retries, outages, revocations);
    }

    /** The same with uses recorded in another time. */
    public KeyServiceModel withRecording(Latency other) {
        return new KeyServiceModel(latency, other, quota, retries, outages, revocations);
    }

    /** The same with another quota. */
    public KeyServiceModel with(Quota other) {
        return new KeyServiceModel(latency, recording, other, retries, outages, revocations);
    }

    /** The same with other retries. */
    public KeyServiceModel with(Retries other) {
        return new KeyServiceModel(latency, recording, quota, other, outages, revocations);
    }

    /** The same, and away at those times. */
    public KeyServiceModel with(Outage... others) {
        return new KeyServiceModel(latency, recording, quota, retries, List.of(others), revocations);
    }

    /** The same, and keys disabled then. */
    public KeyServiceModel with(Revocation... others) {
        return new KeyServiceModel(latency, recording, quota, retries, outages, List.of(others));
    }
}
