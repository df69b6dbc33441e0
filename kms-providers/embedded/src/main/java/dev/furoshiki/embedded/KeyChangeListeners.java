package dev.furoshiki.embedded;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whoever drops what was answered under a key when that has changed, and who tells them. Thread-safe.
 *
 * <p>What this process has changed, its caller tells before the change returns. What others have, is told as soon as it is
 * known, on a thread for each listener, so that one that hangs keeps nothing from the others: not the store's thread, which a
 * listener may need; nor the watch's, which may wait for the store's, and has to look on.
 */
final class KeyChangeListeners implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeyChangeListeners.class.getName());

    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private final boolean isShared;
    private final ThreadFactory threads;
    private volatile boolean closed;

    /** @param isShared whether other processes change keys too */
    KeyChangeListeners(boolean isShared) {
        this(isShared, KeyChangeListeners::thread);
    }

    KeyChangeListeners(boolean isShared, ThreadFactory threads) {
        this.isShared = isShared;
        this.threads = threads;
    }

    AutoCloseable add(Consumer<String> listener) {
        Listening added = new Listening(listener, threads);
        if (isShared) {
            // Now: when there is news and no thread can be had, nobody would be told any more.
            added.thread.prestartCoreThread();
        }
        listeners.add(added);
        if (closed) {
            added.close();
        }
        return () -> {
            listeners.remove(added);
            added.close();
        };
    }

    /** Tells every listener of every key, though one fails: each may hold keys that it must drop. Throws the last failure. */
    void tell(Collection<String> keyArns) {
        RuntimeException failure = null;
        for (String keyArn : keyArns) {
            for (Listening told : listeners) {
                try {
                    told.listener.accept(keyArn);
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
        listeners.forEach(listener -> listener.tellSoon(told));
    }

    /** Does not wait for what is told, since a listener may be who closes the store. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(Listening::close);
    }

    private static Thread thread(Runnable work) {
        Thread created = new Thread(work, "furoshiki key changes");
        created.setDaemon(true);
        return created;
    }

    /** One who listens, as often as he does: who listens twice and closes one subscription twice still has the other. */
    private static final class Listening implements AutoCloseable {

        private final Consumer<String> listener;
        private final ThreadPoolExecutor thread;

        Listening(Consumer<String> listener, ThreadFactory threads) {
            this.listener = listener;
            this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        }

        void tellSoon(List<String> keyArns) {
            try {
                thread.execute(() -> keyArns.forEach(this::tell));
            } catch (RejectedExecutionException closed) {
                // So are the keys.
            }
        }

        private void tell(String keyArn) {
            try {
                listener.accept(keyArn);
            } catch (RuntimeException | Error failed) {
                // What has changed has, and nobody asked for it here.
                LOG.log(System.Logger.Level.WARNING, "a listener of key changes failed", failed);
            }
        }

        /** What is told now goes on. */
        @Override
        public void close() {
            thread.shutdown();
            thread.getQueue().clear();
        }
    }
}
