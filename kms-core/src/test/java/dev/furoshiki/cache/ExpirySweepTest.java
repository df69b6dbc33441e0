package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

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
}
