package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Many configurations under one trace. Immutable.
 *
 * @param model how the key service behaves
 * @param prices what it bills
 * @param seed of everything random
 */
public record Study(Trace trace, KeyServiceModel model, Prices prices, long seed) {

    /**
     * Replays the trace for each, several at once; in the order of the configurations.
     *
     * @param progress told of each as it is found, on threads that it is found on
     */
    public List<Finding> of(List<Configuration> configurations, Consumer<Finding> progress)
            throws InterruptedException {
        // Each waits for a simulation of its own: a pool that makes up for threads that wait would begin them all.
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Finding>> replays = new ArrayList<>();
            configurations.forEach(configuration -> replays.add(() -> of(configuration, progress)));
            List<Finding> findings = new ArrayList<>();
            for (Future<Finding> replay : pool.invokeAll(replays)) {
                findings.add(replay.get());
            }
            return findings;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a replay failed", failed.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Finding of(Configuration configuration, Consumer<Finding> progress) {
        Outcome outcome = Replay.run(trace, configuration, model, seed);
        Finding finding = new Finding(configuration, outcome, prices.monthly(outcome));
        progress.accept(finding);
        return finding;
    }
}
