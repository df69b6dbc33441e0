package dev.furoshiki.cache;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G5: a lease that two threads close at once takes nothing from another lease. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "alive while the other lease was open, destroyed after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "destroyed under the other lease, or not at all")
@State
public class G5ClosedTwice {

    private final StressedKey key = new StressedKey(Long.MAX_VALUE, 64);
    private final KeyLease lease = Objects.requireNonNull(key.lease(0));
    private final KeyLease other = Objects.requireNonNull(key.lease(0));

    public G5ClosedTwice() {
        key.shared.retire(Retirement.SIZE);
    }

    @Actor
    public void closes() {
        lease.close();
    }

    @Actor
    public void closesToo() {
        lease.close();
    }

    @Arbiter
    public void end(II_Result result) {
        result.r1 = key.timesDestroyed.get();
        other.close();
        result.r2 = key.secret.isDestroyed() ? key.timesDestroyed.get() : 0;
    }
}
