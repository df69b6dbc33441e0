package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Allocation;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several threads that share out the operations of one workload. It takes them in portions, so that a thread that the machine
 * gave less time to is not waited for with work of its own left.
 */
public final class Crew implements Workload {

    /** So many of each thread in a run: few enough that taking one costs nothing. */
    private static final int PORTIONS = 16;

    private final Workload shared;
    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService executor;
    private final int size;

    private Crew(Workload shared, int size) {
        this.shared = shared;
        this.size = size;
        this.executor = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "crew-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        });
    }

    /**
     * The workload itself for one thread, and else a crew over it.
     *
     * @param shared which several threads may run at once; closed with the crew
     */
    public static Workload of(int threads, Workload shared) {
        return threads == 1 ? shared : new Crew(shared, threads);
    }

    @Override
    public long run(long operations) throws Exception {
        AtomicLong left = new AtomicLong(operations);
        long portion = Math.max(1, operations / ((long) size * PORTIONS));
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            running.add(executor.submit(() -> work(left, portion)));
        }
        long sum = 0;
        for (Future<Long> each : running) {
            sum += result(each);
        }
        return sum;
    }

    private long work(AtomicLong left, long portion) throws Exception {
        long sum = 0;
        for (long before = left.getAndAdd(-portion); before > 0; before = left.getAndAdd(-portion)) {
            sum += shared.run(Math.min(portion, before));
        }
        return sum;
    }

    private static long result(Future<Long> running) throws Exception {
        try {
            return running.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    public long bytesPerOperation() {
        return shared.bytesPerOperation();
    }

    @Override
    public long allocatedBytes() {
        long sum = shared.allocatedBytes();
        for (Thread thread : threads) {
            sum += Allocation.of(thread);
        }
        return sum;
    }

    @Override
    public void close() throws Exception {
        executor.shutdown();
        shared.close();
    }
}
