package dev.furoshiki.cache;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G5: a lease that another thread closes again takes nothing from the lease that its own thread took next. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "alive while the successor was open, destroyed after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "destroyed under the successor, or not at all")
@State
public class G5ClosedAfterItsSuccessor {

    private final StressedKey key = new StressedKey(Long.MAX_VALUE, 64);
    private volatile @Nullable KeyLease old;
    private volatile @Nullable KeyLease successor;

    @Actor
    public void owner() {
        KeyLease lease = key.lease(1);
        old = lease;
        if (lease != null) {
            lease.close();
        }
        successor = key.lease(1);
    }

    @Actor
    public void other() {
        KeyLease lease = old;
        if (lease != null) {
            lease.close();
        }
    }

    @Arbiter
    public void end(II_Result result) {
        key.shared.retire(Retirement.SIZE);
        result.r1 = key.timesDestroyed.get();
        KeyLease lease = successor;
        if (lease != null) {
            lease.close();
        }
        result.r2 = key.secret.isDestroyed() ? key.timesDestroyed.get() : 0;
    }
}
