package dev.furoshiki.cache;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** G5: of two holders of a retired key, who let go at once, exactly one destroys it. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "destroyed once")
@Outcome(expect = Expect.FORBIDDEN, desc = "destroyed never, or twice")
@State
public class G5LastHolders {

    private final StressedKey key = new StressedKey(Long.MAX_VALUE, 64);
    private final KeyLease first = Objects.requireNonNull(key.lease(0));
    private final KeyLease second = Objects.requireNonNull(key.lease(0));

    public G5LastHolders() {
        key.shared.retire(Retirement.AGE);
    }

    @Actor
    public void oneHolder() {
        first.close();
    }

    @Actor
    public void otherHolder() {
        second.close();
    }

    @Arbiter
    public void end(I_Result result) {
        result.r1 = key.secret.isDestroyed() ? key.timesDestroyed.get() : 0;
    }
}
