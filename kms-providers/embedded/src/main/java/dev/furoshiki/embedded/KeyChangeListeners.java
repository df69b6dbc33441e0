package dev.furoshiki.embedded;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Whoever drops what was answered under a key when that has changed, and who tells them. Thread-safe.
 *
 * <p>What this process has changed, its caller tells before the change returns. What others have, a thread of its own does as
 * soon as it is known: not the store's, which a listener may need; nor the watch's, which may wait for the store's, and has to
 * look on.
 */
final class KeyChangeListeners implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeyChangeListeners.class.getName());

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    // Has no thread before it is needed.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "furoshiki key changes");
        created.setDaemon(true);
        return created;
    });

    AutoCloseable add(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells every listener of every key, though one fails: each may hold keys that it must drop. Throws the last failure. */
    void tell(Collection<String> keyArns) {
        RuntimeException failure = null;
        for (String keyArn : keyArns) {
            for (Consumer<String> listener : listeners) {
                try {
                    listener.accept(keyArn);
                } catch (RuntimeException failed) {
                    failure = failed;
                } catch (Error failed) {
                    failure = new IllegalStateException("a listener of key changes failed", failed);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Has them told, and does not wait for it. */
    void tellSoon(Collection<String> keyArns) {
        List<String> told = List.copyOf(keyArns);
        try {
            thread.execute(() -> {
                try {
                    tell(told);
                } catch (RuntimeException failed) {
                    // What has changed has, and nobody asked for it here.
                    LOG.log(System.Logger.Level.WARNING, "a listener of key changes failed", failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            // So are the keys.
        }
    }

    /** Does not wait for what is told, since a listener may be who closes the store. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
