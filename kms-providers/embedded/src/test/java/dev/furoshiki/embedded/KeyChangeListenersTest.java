package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyChangeListenersTest {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicBoolean noThreads = new AtomicBoolean();
    private final AtomicInteger threads = new AtomicInteger();

    @Test
    void newsNeedsNoNewThread() throws Exception {
        try (KeyChangeListeners listeners = new KeyChangeListeners(true, this::thread)) {
            listeners.add(told::add);
            noThreads.set(true);
            listeners.tellSoon(List.of("a", "b"));
            assertThat(told.take() + told.take()).isEqualTo("ab");
        }
    }

    /** Rather than that it is told of nothing later. */
    @Test
    void whoCannotHaveAThreadDoesNotListen() {
        noThreads.set(true);
        try (KeyChangeListeners listeners = new KeyChangeListeners(true, this::thread)) {
            assertThatThrownBy(() -> listeners.add(told::add)).isInstanceOf(OutOfMemoryError.class);
            listeners.tell(List.of("a"));
            assertThat(told).isEmpty();
        }
    }

    @Test
    void thereIsNoThreadWhereNobodyElseChangesKeys() throws Exception {
        try (KeyChangeListeners listeners = new KeyChangeListeners(false, this::thread)) {
            AutoCloseable listening = listeners.add(told::add);
            listeners.tell(List.of("a"));
            listening.close();
            listeners.tell(List.of("b"));
        }
        assertThat(told).containsExactly("a");
        assertThat(threads).hasValue(0);
    }

    @Test
    void whoListensTwiceAndStopsOnceTwiceStillListens() throws Exception {
        try (KeyChangeListeners listeners = new KeyChangeListeners(true)) {
            AutoCloseable first = listeners.add(told::add);
            listeners.add(told::add);
            first.close();
            first.close();
            listeners.tell(List.of("a"));
            listeners.tellSoon(List.of("b"));
            while (told.size() < 2) {
                Thread.sleep(1);
            }
        }
        assertThat(told).containsExactly("a", "b");
    }

    private Thread thread(Runnable work) {
        threads.incrementAndGet();
        Thread created = new Thread(work);
        created.setDaemon(true);
        if (noThreads.get()) {
            throw new OutOfMemoryError("unable to create native thread, as this test wants");
        }
        return created;
    }
}
