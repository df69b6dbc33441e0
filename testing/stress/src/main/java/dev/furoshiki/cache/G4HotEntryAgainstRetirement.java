package dev.furoshiki.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * G4: an entry that becomes a hot one and is replaced by its refresh, while its key changes, gives no lease once the change has
 * returned, is found no more, and leaves its place to its successor.
 */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "refused, gone, and its successor is found")
@Outcome(expect = Expect.FORBIDDEN, desc = "given out or kept after the change")
@State
public class G4HotEntryAgainstRetirement {

    private final StressedEntries entries = new StressedEntries();

    @Actor
    public void findsAndRefreshes() {
        entries.find();
        entries.show(new StressedKey(Long.MAX_VALUE, 64, false).shared);
    }

    @Actor
    public void changes(III_Result result) {
        entries.change();
        result.r1 = entries.isLeasedHot() ? 1 : 0;
    }

    @Arbiter
    public void end(III_Result result) {
        result.r2 = entries.hot() == null ? 0 : 1;
        SharedKey successor = new StressedKey(Long.MAX_VALUE, 64).shared;
        entries.show(successor);
        entries.find();
        result.r3 = entries.hot() == successor ? 1 : 0;
    }
}
