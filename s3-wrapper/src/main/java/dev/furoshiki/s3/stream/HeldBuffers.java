package dev.furoshiki.s3.stream;

/**
 * How many buffers one body has: the first it always gets, more of the budget of all. One that is longer than a common part counts for as
 * many as it is long, so that what a body takes is bounded in bytes, too. Not thread-safe.
 */
public final class HeldBuffers {

    private final BufferBudget budget;
    private final int most;
    private int held;
    private int ofBudget;

    /** @param most how many the body may have at once */
    public HeldBuffers(BufferBudget budget, int most) {
        this.budget = budget;
        this.most = most;
    }

    /** Whether the body may have one more now; then it is counted. */
    public boolean tryTake() {
        return tryTake(1);
    }

    /** Likewise, one that counts for several. */
    public boolean tryTake(int parts) {
        if (held == 0) {
            held = parts;
            return true;
        }
        if (held + parts > most) {
            return false;
        }
        int taken = 0;
        while (taken < parts && budget.tryTake()) {
            taken++;
        }
        held += taken;
        ofBudget += taken;
        if (taken < parts) {
            give(taken);
        }
        return taken == parts;
    }

    /** One fewer, of those that are left. */
    public void give() {
        give(1);
    }

    /** Likewise, one that counts for several. */
    public void give(int parts) {
        for (int left = parts; left > 0 && held > 0; left--) {
            held--;
            if (ofBudget > 0) {
                ofBudget--;
                budget.give();
            }
        }
    }

    public void giveAll() {
        while (held > 0) {
            give();
        }
    }
}
