package dev.furoshiki.s3.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

    /** It may be full, or closed, or get no thread of the system. */
    @Test
    void anExecutorThatTakesNothingIsNoFailure() throws Exception {
        task.offer(work -> {
            throw new RejectedExecutionException("full");
        });
        task.offer(work -> {
            throw new IllegalStateException("closed");
        });
        task.offer(work -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThat(task.runHere()).isTrue();
        assertThat(task.await()).isEqualTo(1);
    }

    /** Who offers has something to do first, and may not be interrupted as the executor's threads are. */
    @Test
    void theThreadThatOffersIsLeftAlone() throws Exception {
        task.offer(Runnable::run);
        assertThat(task.isBegun()).isFalse();
        assertThat(task.runHere()).isTrue();
        assertThat(task.await()).isEqualTo(1);
    }

    @Test
    void whatWasWithdrawnIsLeftToWhoNeedsIt() throws Exception {
        task.offer(queue::add);
        task.withdraw();
        queue.remove().run();
        assertThat(task.isBegun()).isFalse();
        assertThat(task.runHere()).isTrue();
        assertThat(task.await()).isEqualTo(1);
    }

    @Test
    void anExecutorThatIsLateKeepsNoBuffers() throws Exception {
        WeakReference<byte[]> done = offered(PooledTask::runHere);
        WeakReference<byte[]> cancelled = offered(PooledTask::cancel);
        while (done.get() != null || cancelled.get() != null) {
            // Until the time limit of this test.
            System.gc();
            Thread.sleep(1);
        }
        assertThat(queue).hasSize(2);
    }

    private WeakReference<byte[]> offered(Consumer<PooledTask<Integer>> ending) {
        byte[] buffer = new byte[100];
        PooledTask<Integer> offered = new PooledTask<>(() -> buffer.length);
        offered.offer(queue::add);
        ending.accept(offered);
        return new WeakReference<>(buffer);
    }

    @Test
    void itsFailureIsForWhoNeedsIt() {
        PooledTask<Object> failing = new PooledTask<>(() -> {
            throw new OutOfMemoryError("for the test");
        });
        assertThat(failing.runHere()).isTrue();
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
