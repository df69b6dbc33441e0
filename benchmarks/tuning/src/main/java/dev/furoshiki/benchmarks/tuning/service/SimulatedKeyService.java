package dev.furoshiki.benchmarks.tuning.service;

import dev.furoshiki.benchmarks.tuning.simulation.Simulation;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.apache.commons.rng.UniformRandomProvider;

/** A key service in a {@link Simulation}, which all nodes share. On the simulation's carriers. */
public final class SimulatedKeyService {

    static final String PROVIDER = "simulated";

    private static final String ARN = "arn:simulated:key/";

    private final Simulation simulation;
    private final KeyServiceModel model;
    private final UniformRandomProvider random;
    private final LongSupplier latencyNanos;
    private final LongSupplier recordingNanos;
    private final TokenBucket quota;

    private long requests;
    private long throttledRequests;
    private long dataKeys;
    private long records;

    /** @param random draws what an answer takes */
    public SimulatedKeyService(Simulation simulation, KeyServiceModel model, UniformRandomProvider random) {
        this.simulation = simulation;
        this.model = model;
        this.random = random;
        this.latencyNanos = model.latency().nanos(random);
        this.recordingNanos = model.recording().nanos(random);
        this.quota = new TokenBucket(model.quota());
    }

    /** What the key of that number is called. */
    public static String arn(int keyId) {
        return ARN + keyId;
    }

    static int keyId(String arn) {
        return Integer.parseInt(arn.substring(ARN.length()));
    }

    /** The data key of something that was written before the simulation began. */
    public static EncryptedDataKey sealedBefore(int keyId, long item) {
        return sealed(arn(keyId), -1 - item);
    }

    static EncryptedDataKey sealed(String arn, long number) {
        return new EncryptedDataKey(
                PROVIDER, arn, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** How a cache calls it. */
    public KeyServiceClient client() {
        return new KeyServiceClient(this);
    }

    /** How many requests came, retries and throttled ones included. */
    public long requests() {
        return requests;
    }

    /** How many of them the quota had no room for. */
    public long throttledRequests() {
        return throttledRequests;
    }

    /** How many data keys were made. */
    public long dataKeys() {
        return dataKeys;
    }

    /** How many blocks of uses of cached keys were recorded. */
    public long records() {
        return records;
    }

    long nowNanos() {
        return simulation.nowNanos();
    }

    /** The number of another data key. */
    long newDataKey() {
        return dataKeys++;
    }

    /** Takes as long as an answer does. Throws what the service or its client throws. */
    void call(int keyId) {
        for (int attempt = 1; !request(keyId); attempt++) {
            if (attempt >= model.retries().attempts()) {
                throw new ThrottlingException("the simulated key service has a quota of "
                        + model.quota().requestsPerSecond() + " requests a second: allow it more, or ask for less");
            }
            simulation.sleep(model.retries().pauseNanos(attempt, random.nextDouble()));
        }
    }

    /** False when it was throttled. */
    private boolean request(int keyId) {
        requests++;
        long nowNanos = nowNanos();
        for (Outage outage : model.outages()) {
            if (outage.isAt(nowNanos)) {
                simulation.sleep(outage.failsAfter().toNanos());
                throw new DependencyTimeoutException("the simulated key service is away until " + outage.until(), null);
            }
        }
        boolean isDisabled = model.revocations().stream().anyMatch(revocation -> revocation.hasCome(keyId, nowNanos));
        boolean isTaken = quota.take(nowNanos);
        simulation.sleep(latencyNanos.getAsLong());
        if (!isTaken) {
            throttledRequests++;
        } else if (isDisabled) {
            throw new DisabledException("the simulated key " + arn(keyId) + " was disabled");
        }
        return isTaken;
    }

    void record() {
        records++;
        simulation.sleep(recordingNanos.getAsLong());
    }
}
