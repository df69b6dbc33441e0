package dev.furoshiki.s3.async;

/** The buffers of one body: the first it always gets, more of the budget of all. Not thread-safe. */
final class HeldBuffers {

    private final AsyncBuffers shared;
    private int held;
    private int ofBudget;

    HeldBuffers(AsyncBuffers shared) {
        this.shared = shared;
    }

    /** Whether the body may have one more now; then it is counted. */
    boolean tryTake() {
        if (held == 0) {
            held = 1;
            return true;
        }
        if (held >= shared.inFlight() || !shared.budget().tryTake()) {
            return false;
        }
        held++;
        ofBudget++;
        return true;
    }

    /** One fewer, of those that are left. */
    void give() {
        if (held == 0) {
            return;
        }
        held--;
        if (ofBudget > 0) {
            ofBudget--;
            shared.budget().give();
        }
    }

    void giveAll() {
        while (held > 0) {
            give();
        }
    }
}
