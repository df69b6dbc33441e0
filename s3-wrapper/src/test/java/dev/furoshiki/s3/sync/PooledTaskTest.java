package dev.furoshiki.s3.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PooledTaskTest {

    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final AtomicInteger done = new AtomicInteger();
    private final PooledTask<Integer> task = new PooledTask<>(done::incrementAndGet);

    @Test
    void isDoneOnceByWhoComesFirst() throws Exception {
        task.offer(queue::add);
        assertThat(task.isBegun()).isFalse();
        assertThat(task.runHere()).isTrue();
        queue.remove().run();
        assertThat(task.runHere()).isFalse();
        assertThat(task.await()).isEqualTo(1);
        assertThat(done).hasValue(1);
    }

    @Test
    void anExecutorThatTakesNothingIsNoFailure() throws Exception {
        task.offer(work -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(task.runHere()).isTrue();
        assertThat(task.await()).isEqualTo(1);
    }

    @Test
    void itsFailureIsForWhoNeedsIt() {
        PooledTask<Object> failing = new PooledTask<>(() -> {
            throw new OutOfMemoryError("for the test");
        });
        failing.offer(Runnable::run);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(failing::await)
                .withCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void whatWasCancelledIsNotBegun() {
        AtomicInteger ends = new AtomicInteger();
        task.atEnd((value, thrown) -> ends.incrementAndGet());
        task.offer(queue::add);
        task.cancel();
        task.cancel();
        queue.remove().run();
        assertThat(task.runHere()).isFalse();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::await);
        assertThat(done).hasValue(0);
        assertThat(ends).hasValue(1);
    }

    /** And the thread's next task knows nothing of that. */
    @Test
    void cancellingInterruptsTheThreadOfTheExecutor() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch begun = new CountDownLatch(1);
            PooledTask<Object> waiting = new PooledTask<>(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
                return "never";
            });
            AtomicInteger flags = new AtomicInteger();
            waiting.offer(work -> one.execute(() -> {
                work.run();
                flags.set(Thread.currentThread().isInterrupted() ? 2 : 1);
            }));
            begun.await();
            waiting.cancel();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(waiting::await)
                    .withCauseInstanceOf(InterruptedException.class);
            one.submit(() -> {}).get();
            assertThat(flags).as("1 without an interrupt left, 2 with one").hasValue(1);
        } finally {
            one.shutdownNow();
        }
    }

    /** The caller's thread is nobody's to interrupt. */
    @Test
    void cancellingLeavesTheCallersThreadAlone() throws Exception {
        AtomicReference<PooledTask<Boolean>> itself = new AtomicReference<>();
        itself.set(new PooledTask<>(() -> {
            itself.get().cancel();
            return Thread.currentThread().isInterrupted();
        }));
        assertThat(itself.get().runHere()).isTrue();
        assertThat(itself.get().await()).isFalse();
    }
}
