package dev.furoshiki.s3.stream;

/** How many buffers one body has: the first it always gets, more of the budget of all. Not thread-safe. */
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
        if (held == 0) {
            held = 1;
            return true;
        }
        if (held >= most || !budget.tryTake()) {
            return false;
        }
        held++;
        ofBudget++;
        return true;
    }

    /** One fewer, of those that are left. */
    public void give() {
        if (held == 0) {
            return;
        }
        held--;
        if (ofBudget > 0) {
            ofBudget--;
            budget.give();
        }
    }

    public void giveAll() {
        while (held > 0) {
            give();
        }
    }
}
