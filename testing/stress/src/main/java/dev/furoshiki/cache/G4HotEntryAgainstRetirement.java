package dev.furoshiki.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G4: an entry that is retired while it becomes a hot one is found no more, and its place is free for its successor. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "gone, and its successor is found")
@Outcome(expect = Expect.FORBIDDEN, desc = "kept after it was retired")
@State
public class G4HotEntryAgainstRetirement {

    private final HotEntries hot = new HotEntries(1);
    private final SharedKey entry = new StressedKey(Long.MAX_VALUE, 64).shared;

    @Actor
    public void adds() {
        hot.add(entry);
    }

    @Actor
    public void retires() {
        entry.retire(Retirement.KEY_CHANGE);
        hot.remove(entry);
    }

    @Arbiter
    public void end(II_Result result) {
        result.r1 = hot.get(entry.cacheKey()) == null ? 0 : 1;
        SharedKey successor = new StressedKey(Long.MAX_VALUE, 64).shared;
        hot.add(successor);
        result.r2 = hot.get(entry.cacheKey()) == successor ? 1 : 0;
    }
}
