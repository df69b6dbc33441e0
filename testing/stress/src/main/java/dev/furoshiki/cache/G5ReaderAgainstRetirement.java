package dev.furoshiki.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G5: a reader holds a living key or none at all, and when both are done the key was destroyed once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the reader came first, and held a living key")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the retirement came first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a destroyed key was held, or the key was destroyed never or twice")
@State
public class G5ReaderAgainstRetirement {

    private final StressedKey key = new StressedKey(Long.MAX_VALUE, 64);

    /** 1 when it held a living key, 0 when it got none, -1 when what it held was destroyed. */
    @Actor
    public void reader(II_Result result) {
        KeyLease lease = key.lease(1);
        if (lease == null) {
            result.r1 = 0;
            return;
        }
        boolean destroyed = key.secret.isDestroyed();
        lease.close();
        result.r1 = destroyed ? -1 : 1;
    }

    @Actor
    public void retirement() {
        key.shared.retire(Retirement.KEY_CHANGE);
    }

    @Arbiter
    public void end(II_Result result) {
        result.r2 = key.secret.isDestroyed() ? key.timesDestroyed.get() : 0;
    }
}
