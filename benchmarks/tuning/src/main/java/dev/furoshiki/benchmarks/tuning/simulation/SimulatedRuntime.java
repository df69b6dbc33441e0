package dev.furoshiki.benchmarks.tuning.simulation;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.cache.CacheRuntime;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;

/** What a cache runs on in a {@link Simulation}; for one cache, on the simulation's carriers. */
public final class SimulatedRuntime implements CacheRuntime {

    /** Threads of callers have numbers below this one, those of the cache itself above it. */
    public static final int FIRST_OWN_THREAD = 1 << 20;

    private final Simulation simulation;
    private final DoubleSupplier random;
    private int nextThread = FIRST_OWN_THREAD;

    /** @param random from 0 to less than 1 */
    public SimulatedRuntime(Simulation simulation, DoubleSupplier random) {
        this.simulation = simulation;
        this.random = random;
    }

    @Override
    public Ticker ticker() {
        return simulation::nowNanos;
    }

    @Override
    public long nanoTime() {
        return simulation.nowNanos();
    }

    @Override
    public double random() {
        return random.getAsDouble();
    }

    @Override
    public Callers callers(int most, BlockingQueue<Runnable> waiting) {
        int first = nextThread;
        nextThread += most;
        return new SimulatedCallers(simulation, first, most, waiting);
    }

    /** A sweep takes no time, and waits for nothing. */
    @Override
    public Executor sweeper() {
        return Runnable::run;
    }

    @Override
    public CompletableFuture<Boolean> timer(long nanos) {
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        simulation.inBackground(nanos, carrier -> timer.complete(true));
        return timer;
    }

    @Override
    public void await(CompletableFuture<?> ending, long nanos)
            throws ExecutionException, TimeoutException, InterruptedException {
        simulation.await(ending, nanos);
    }
}
