package dev.furoshiki.benchmarks.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private final Stopwatch stopwatch = new Stopwatch();

    @Test
    void aNumberOfOperationsIsPerformedExactly() throws Exception {
        List<Long> asked = new ArrayList<>();
        Stopwatch.Measured measured = stopwatch.operations(recording(asked, 0), 17);
        assertThat(asked).containsExactly(17L);
        assertThat(measured.operations()).isEqualTo(17);
        assertThat(measured.nanos()).isPositive();
    }

    @Test
    void aTimeIsFilledWithBatchesThatGrow() throws Exception {
        List<Long> asked = new ArrayList<>();
        Stopwatch.Measured measured = stopwatch.nanos(recording(asked, 0), 50_000_000);
        assertThat(measured.nanos()).isGreaterThanOrEqualTo(50_000_000);
        assertThat(asked.get(0)).isEqualTo(1);
        assertThat(asked).isSorted();
        assertThat(asked.get(asked.size() - 1)).isGreaterThan(100);
        assertThat(measured.operations())
                .isEqualTo(asked.stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void aSlowOperationIsNotRepeatedPastTheTime() throws Exception {
        List<Long> asked = new ArrayList<>();
        stopwatch.nanos(recording(asked, 3), 1_000_000);
        assertThat(asked).containsExactly(1L);
    }

    @Test
    void allocationIsThatOfTheOperations() throws Exception {
        Workload workload = new FakeSubject().open("allocate", new Parameters(0, java.util.Map.of()));
        Stopwatch.Measured measured = stopwatch.operations(workload, 1000);
        assertThat((double) measured.allocatedBytes() / measured.operations()).isBetween(10_000.0, 10_200.0);
    }

    private static Workload recording(List<Long> asked, long millis) {
        return operations -> {
            asked.add(operations);
            if (millis > 0) {
                Thread.sleep(millis);
            }
            return operations;
        };
    }
}
