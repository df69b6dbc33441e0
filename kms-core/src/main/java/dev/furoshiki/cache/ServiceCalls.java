package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls to a key service, each on one of a bounded number of threads of its own: whoever waits for one may give up, and the
 * call goes on. The threads end when there is nothing to do. Thread-safe.
 */
final class ServiceCalls implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final CircuitBreaker breaker;
    private final ThreadPoolExecutor threads;

    /** Apart from the calls: keys that are warm are to serve on while all calls hang. */
    private final ThreadPoolExecutor recordingThreads;

    ServiceCalls(String provider, CallPolicy policy, Ticker ticker, ThreadFactory factory) {
        this.breaker = new CircuitBreaker(provider, policy, ticker);
        this.threads = pool(policy, factory, new PriorityBlockingQueue<>());
        this.recordingThreads = pool(policy, factory, new LinkedBlockingQueue<>());
    }

    private static ThreadPoolExecutor pool(CallPolicy policy, ThreadFactory factory, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                policy.maxInFlight(), policy.maxInFlight(), IDLE_SECONDS, TimeUnit.SECONDS, queue, factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs it on one of the threads; false once this is closed. What is done in the background may be much at once: whoever waits for
     * a call waits for none of that.
     */
    boolean begin(QueuedCall calling) {
        return begin(threads, calling);
    }

    /** Runs it on one of the threads on which uses are recorded; false once this is closed. */
    boolean beginRecording(Runnable recording) {
        return begin(recordingThreads, recording);
    }

    private static boolean begin(ThreadPoolExecutor pool, Runnable work) {
        try {
            pool.execute(work);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** Takes back what waits for a thread; false when it was begun. */
    boolean withdraw(QueuedCall calling) {
        return threads.remove(calling);
    }

    /**
     * Makes a call on the calling thread.
     *
     * @throws DependencyTimeoutException without a call, while the service is left alone because it failed
     */
    <T> T make(Supplier<T> call) {
        int openingsBefore = breaker.requireClosed();
        T answer;
        try {
            answer = call.get();
        } catch (Throwable failed) {
            if (isAnswer(failed)) {
                breaker.answered();
            } else {
                breaker.failed(openingsBefore, failed);
            }
            throw failed;
        }
        breaker.answered();
        return answer;
    }

    /** Whether the service said no. What is no {@link KmsException} is a defect of its provider, and no answer. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof KmsException && !isUnavailability(failure);
    }

    /** Whether the service did not answer: what it would have said is unknown. */
    static boolean isUnavailability(Throwable failure) {
        return failure instanceof DependencyTimeoutException
                || failure instanceof ThrottlingException
                || failure instanceof KmsInternalException;
    }

    /** What has begun goes on. */
    @Override
    public void close() {
        threads.shutdown();
        recordingThreads.shutdown();
    }

    static Thread thread(Runnable work) {
        return CacheThreads.daemon(work, "furoshiki key service call");
    }
}
