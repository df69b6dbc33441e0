package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the sweep looks again. */
@Timeout(60)
class ExpirySweepTest {

    private static final long AN_HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final AtomicReference<ExpirySweep> sweep = new AtomicReference<>();

    @Test
    void aKeyThatComesWhileItSweepsDoesNotPutOffTheOthers() throws Exception {
        CountDownLatch sweeps = new CountDownLatch(2);
        AtomicInteger looks = new AtomicInteger();
        sweep.set(new ExpirySweep(() -> {
            sweeps.countDown();
            if (looks.getAndIncrement() > 0) {
                return Long.MAX_VALUE;
            }
            // A key is cached at this moment, and asks for a sweep when it expires; another expires in a microsecond.
            sweep.get().in(AN_HOUR_NANOS);
            return 1000;
        }));
        sweep.get().in(1);
        assertThat(sweeps.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aKeyThatComesJustBeforeItStopsIsSeen() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch lastLook = new CountDownLatch(3);
        sweep.set(new ExpirySweep(() -> {
            lastLook.countDown();
            if (looks.incrementAndGet() == 1) {
                // Comes after the walk over what is kept, which found nothing.
                sweep.get().in(1000);
                return Long.MAX_VALUE;
            }
            return looks.get() == 2 ? 1000 : Long.MAX_VALUE;
        }));
        sweep.get().in(1);
        assertThat(lastLook.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSweepThatFailsIsNotTheLast() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        ExpirySweep failing = new ExpirySweep(() -> {
            second.countDown();
            if (looks.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a class of what is closed");
            }
            return Long.MAX_VALUE;
        });
        failing.in(1);
        assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSweepThatFoundNoThreadIsNotTheLast() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        CountDownLatch look = new CountDownLatch(1);
        ExpirySweep sweeping = new ExpirySweep(
                () -> {
                    look.countDown();
                    return Long.MAX_VALUE;
                },
                nanos -> CompletableFuture.supplyAsync(
                        () -> true, CompletableFuture.delayedExecutor(Math.min(nanos, 1000), TimeUnit.NANOSECONDS)),
                work -> {
                    if (threads.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return new Thread(work);
                });
        sweeping.in(1);
        assertThat(look.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasValue(2);
    }

    @Test
    void whereNoTimerCouldBeSetTheNextWhoAsksSetsIt() {
        AtomicInteger timers = new AtomicInteger();
        ExpirySweep sweeping = new ExpirySweep(
                () -> Long.MAX_VALUE,
                nanos -> {
                    if (timers.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return new CompletableFuture<>();
                },
                Thread::new);
        assertThatThrownBy(() -> sweeping.in(1)).isInstanceOf(OutOfMemoryError.class);
        sweeping.in(1);
        sweeping.in(1);
        assertThat(timers).hasValue(2);
    }

    @Test
    void oneThatIsClosedLeavesNothingBehind() {
        WeakReference<byte[]> swept = sweptByOneThatIsClosed();
        until(() -> {
            System.gc();
            return swept.get() == null;
        });
    }

    private static WeakReference<byte[]> sweptByOneThatIsClosed() {
        byte[] swept = new byte[1];
        ExpirySweep closed = new ExpirySweep(() -> swept.length);
        closed.in(AN_HOUR_NANOS);
        closed.close();
        closed.in(AN_HOUR_NANOS);
        return new WeakReference<>(swept);
    }

    @Test
    void sweepsTakeATwentiethOfAProcessorAtMost() {
        long millisecond = 1_000_000;
        assertThat(ExpirySweep.pauseNanos(1, 0)).isEqualTo(10 * millisecond);
        assertThat(ExpirySweep.pauseNanos(1, millisecond)).isEqualTo(19 * millisecond);
        assertThat(ExpirySweep.pauseNanos(50 * millisecond, millisecond)).isEqualTo(50 * millisecond);
        // A machine that slept meanwhile.
        assertThat(ExpirySweep.pauseNanos(1, AN_HOUR_NANOS)).isEqualTo(10_000 * millisecond);
        assertThat(ExpirySweep.pauseNanos(AN_HOUR_NANOS, AN_HOUR_NANOS)).isEqualTo(AN_HOUR_NANOS);
    }
}
