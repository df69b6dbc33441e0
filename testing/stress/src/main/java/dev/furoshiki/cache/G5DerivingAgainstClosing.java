package dev.furoshiki.cache;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G5: what is computed from a key sees it alive, though the lease that asked is closed by another thread meanwhile. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "computed from a living key, and closed with it")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the lease was closed before")
@Outcome(expect = Expect.FORBIDDEN, desc = "computed from a destroyed key, or never destroyed")
@State
public class G5DerivingAgainstClosing {

    private final StressedKey key = new StressedKey(Long.MAX_VALUE, 64);
    private final KeyLease lease = Objects.requireNonNull(key.lease(0));

    @Actor
    public void derives(II_Result result) {
        try {
            lease.derived("label", secret -> {
                result.r1 = secret.isDestroyed() ? -1 : 1;
                return () -> {};
            });
        } catch (IllegalStateException closed) {
            result.r1 = 0;
        }
    }

    @Actor
    public void closes() {
        key.shared.retire(Retirement.AGE);
        lease.close();
    }

    @Arbiter
    public void end(II_Result result) {
        result.r2 = key.secret.isDestroyed() ? key.timesDestroyed.get() : 0;
    }
}
