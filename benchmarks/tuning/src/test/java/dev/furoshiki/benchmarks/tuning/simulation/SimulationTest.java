package dev.furoshiki.benchmarks.tuning.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulationTest {

    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private final List<String> happened = new ArrayList<>();
    private final Deque<Long> arrivals = new ArrayDeque<>();
    private Simulation.Action atArrival = carrier -> {};
    private final Simulation simulation = new Simulation(new Arrivals() {
        @Override
        public long nextNanos() {
            return arrivals.isEmpty() ? NONE : arrivals.element();
        }

        @Override
        public void deliver(Carrier carrier) {
            arrivals.remove();
            atArrival.run(carrier);
        }
    });

    @Test
    void theClockGoesFromOneEventToTheNext() {
        simulation.in(30, carrier -> note("third"));
        simulation.in(10, carrier -> {
            note("first");
            simulation.in(10, inner -> note("second"));
        });
        simulation.run();
        assertThat(happened).containsExactly("first at 10", "second at 20", "third at 30");
    }

    @Test
    void whoSleepsKeepsNobodyFromGoingOn() {
        simulation.in(0, carrier -> {
            simulation.sleep(100);
            note("long");
        });
        simulation.in(1, carrier -> {
            simulation.sleep(50);
            note("short");
        });
        arrivals.add(60L);
        atArrival = carrier -> note("arrival");
        simulation.run();
        assertThat(happened).containsExactly("short at 51", "arrival at 60", "long at 100");
    }

    @Test
    void whoWaitsGoesOnWhenItHasEndedOrTheTimeIsOver() {
        CompletableFuture<Boolean> ending = new CompletableFuture<>();
        CompletableFuture<Boolean> never = new CompletableFuture<>();
        simulation.in(0, carrier -> await(ending, FOR_EVER));
        simulation.in(0, carrier -> await(ending, 69));
        simulation.in(0, carrier -> await(never, 80));
        simulation.in(70, carrier -> ending.complete(true));
        simulation.run();
        assertThat(happened).containsExactly("late at 69", "ended at 70", "late at 80");
    }

    @Test
    void aFailureIsToldToWhoWaits() {
        CompletableFuture<Boolean> ending = new CompletableFuture<>();
        simulation.in(0, carrier -> await(ending, FOR_EVER));
        simulation.in(5, carrier -> ending.completeExceptionally(new IllegalStateException("no")));
        simulation.run();
        assertThat(happened).containsExactly("no at 5");
    }

    @Test
    void whatWasToHappenAtAnInstantHasHappenedWhenSomebodyComes() {
        arrivals.add(10L);
        atArrival = carrier -> note("arrival");
        simulation.in(10, carrier -> note("event"));
        simulation.run();
        assertThat(happened).containsExactly("event at 10", "arrival at 10");
    }

    @Test
    void itDoesNotGoOnForWhatIsInTheBackground() {
        simulation.inBackground(10, carrier -> note("in time"));
        simulation.inBackground(100, carrier -> note("too late"));
        arrivals.add(50L);
        simulation.run();
        assertThat(happened).containsExactly("in time at 10");
        assertThat(simulation.nowNanos()).isEqualTo(50);
    }

    @Test
    void whatIsThrownInItEndsItAndWhatWaits() throws InterruptedException {
        List<Thread> waiting = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 10; i++) {
            simulation.in(0, carrier -> {
                waiting.add(Thread.currentThread());
                await(new CompletableFuture<>(), FOR_EVER);
            });
        }
        simulation.in(1, carrier -> {
            throw new IllegalStateException("a defect");
        });
        assertThatThrownBy(simulation::run)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("a defect");
        assertThat(waiting).hasSize(10);
        for (Thread thread : waiting) {
            thread.join();
        }
    }

    @Test
    void aCarrierIsTakenForTheThreadThatItActsAs() {
        simulation.in(0, carrier -> {
            carrier.actAs(7);
            simulation.sleep(10);
            note("thread " + Thread.currentThread().getId());
        });
        simulation.in(5, carrier -> carrier.actAs(8));
        simulation.run();
        assertThat(happened).containsExactly("thread 7 at 10");
    }

    /** Sleepers wake in the order of their times, though many of them sleep at once, and one thread at a time runs. */
    @Property(tries = 5)
    void sleepersWakeInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<Long> woken = new ArrayList<>();
        long[] untilNanos =
                LongStream.generate(() -> random.nextInt(1_000_000)).limit(40).toArray();
        Simulation crowded = new Simulation(new Arrivals() {
            @Override
            public long nextNanos() {
                return NONE;
            }

            @Override
            public void deliver(Carrier carrier) {
                throw new AssertionError("nobody comes");
            }
        });
        for (long nanos : untilNanos) {
            crowded.in(0, carrier -> {
                crowded.sleep(nanos / 2);
                crowded.sleep(nanos - nanos / 2);
                assertThat(crowded.nowNanos()).isEqualTo(nanos);
                woken.add(nanos);
            });
        }
        crowded.run();
        assertThat(woken).hasSize(40).isSorted();
    }

    private void await(CompletableFuture<?> ending, long nanos) {
        try {
            simulation.await(ending, nanos);
            note("ended");
        } catch (TimeoutException late) {
            note("late");
        } catch (ExecutionException failed) {
            note(String.valueOf(Objects.requireNonNull(failed.getCause()).getMessage()));
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void note(String what) {
        happened.add(what + " at " + simulation.nowNanos());
    }
}
