package dev.furoshiki.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G4: of two changes of a key, the one that finds its entry gone returns when nobody gets it any more, either. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "refused to both")
@Outcome(expect = Expect.FORBIDDEN, desc = "given out after a change")
@State
public class G4TwoChanges {

    private final StressedEntries entries = new StressedEntries();

    public G4TwoChanges() {
        entries.find();
    }

    @Actor
    public void changes(II_Result result) {
        entries.change();
        result.r1 = entries.isLeasedHot() ? 1 : 0;
    }

    @Actor
    public void changesToo(II_Result result) {
        entries.change();
        result.r2 = entries.isLeasedHot() ? 1 : 0;
    }
}
