package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Calls to a key service, each on one of a bounded number of threads of its own: whoever waits for one may give up, and the
 * call goes on. Thread-safe.
 */
final class ServiceCalls implements AutoCloseable {

    private final CircuitBreaker breaker;
    private final CacheRuntime.Callers threads;

    /** Apart from the calls: keys that are warm are to serve on while all calls hang. */
    private final CacheRuntime.Callers recordingThreads;

    ServiceCalls(String provider, CallPolicy policy, CacheRuntime runtime) {
        this.breaker = new CircuitBreaker(provider, policy, runtime);
        this.threads = runtime.callers(policy.maxInFlight(), new PriorityBlockingQueue<>());
        this.recordingThreads = runtime.callers(policy.maxInFlight(), new LinkedBlockingQueue<>());
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

    private static boolean begin(CacheRuntime.Callers pool, Runnable work) {
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
}
