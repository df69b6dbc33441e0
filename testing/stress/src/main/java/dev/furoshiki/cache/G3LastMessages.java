package dev.furoshiki.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G3: two threads that send two messages each under a key for three send three at most, and neither is kept from all. */
@JCStressTest
@Outcome(
        id = {"2, 1", "1, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "three")
@Outcome(
        id = {"1, 1", "2, 0", "0, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "two, and a grant that came too late is lost")
@Outcome(expect = Expect.FORBIDDEN, desc = "more than three, or fewer than two")
@State
public class G3LastMessages {

    private final StressedKey key = new StressedKey(3, 1);

    @Actor
    public void one(II_Result result) {
        result.r1 = messages();
    }

    @Actor
    public void other(II_Result result) {
        result.r2 = messages();
    }

    private int messages() {
        int sent = 0;
        for (int i = 0; i < 2; i++) {
            KeyLease lease = key.lease(1);
            if (lease != null) {
                lease.close();
                sent++;
            }
        }
        return sent;
    }
}
