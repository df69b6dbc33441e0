package dev.furoshiki.benchmarks.tuning.simulation;

import dev.furoshiki.cache.CacheRuntime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** The threads on which a simulated cache calls its key service: so many calls at once, the others wait in the cache's own queue. */
final class SimulatedCallers implements CacheRuntime.Callers {

    private final Simulation simulation;
    private final Queue<Runnable> waiting;
    private final Deque<Integer> free = new ArrayDeque<>();
    private boolean isShutDown;

    SimulatedCallers(Simulation simulation, int firstThread, int most, Queue<Runnable> waiting) {
        this.simulation = simulation;
        this.waiting = waiting;
        for (int thread = firstThread; thread < firstThread + most; thread++) {
            free.add(thread);
        }
    }

    @Override
    public void execute(Runnable call) {
        if (isShutDown) {
            throw new RejectedExecutionException("the cache was closed");
        }
        Integer thread = free.poll();
        if (thread == null) {
            waiting.add(call);
        } else {
            simulation.in(0, carrier -> work(carrier, thread, call));
        }
    }

    @Override
    public boolean remove(Runnable call) {
        return waiting.remove(call);
    }

    @Override
    public void shutdown() {
        isShutDown = true;
    }

    private void work(Carrier carrier, int thread, Runnable first) {
        for (Runnable call = first; call != null; call = waiting.poll()) {
            carrier.actAs(thread);
            call.run();
        }
        free.add(thread);
    }
}
