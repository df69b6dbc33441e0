package dev.furoshiki.cache;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Waits without a deadline of its own: the test's {@code @Timeout} has it. */
final class Waiting {

    private Waiting() {}

    static void until(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
