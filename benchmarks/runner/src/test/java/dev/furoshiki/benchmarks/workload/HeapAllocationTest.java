package dev.furoshiki.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapAllocationTest {

    private static final int ARRAY_BYTES = 1_000_000;
    private static final byte[][] SINK = new byte[1][];

    /** Far more than the heap holds, so that most of it was collected when it is looked at. */
    @Test
    void threadsThatEndedCountAndWhatWasCollectedDoes() throws Exception {
        HeapAllocation allocation = new HeapAllocation();
        long before = allocation.bytes();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int k = 0; k < 500; k++) {
                    SINK[0] = new byte[ARRAY_BYTES];
                }
            });
            thread.start();
            thread.join();
        }
        assertThat(allocation.bytes() - before).isBetween(2_000_000_000L, 2_040_000_000L);
    }

    @Test
    void nothingIsNearlyNothing() {
        HeapAllocation allocation = new HeapAllocation();
        long before = allocation.bytes();
        System.gc();
        assertThat(allocation.bytes() - before).isBetween(0L, 10_000_000L);
    }
}
