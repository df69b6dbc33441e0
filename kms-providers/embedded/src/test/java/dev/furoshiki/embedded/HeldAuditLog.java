package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Keeps an audit log from writing, as a disk does that takes long, until it is closed. */
final class HeldAuditLog implements AutoCloseable {

    private final CountDownLatch released = new CountDownLatch(1);
    private final Queue<Object> queue;
    private final CompletableFuture<Void> holding;

    /** Returns when nothing is written any more. */
    HeldAuditLog(AuditLog log) throws Exception {
        this.queue = queueOf(log);
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> durable = new CompletableFuture<>();
        // On the log's thread, which says that a record is durable.
        this.holding = durable.thenRun(() -> {
            held.countDown();
            await(released);
        });
        queue.add(entry(durable));
        held.await();
    }

    /** Until so many wait for being written. */
    void awaitRecords(int count) throws InterruptedException {
        while (queue.size() < count) {
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        released.countDown();
        holding.join();
    }

    private static Object entry(CompletableFuture<Boolean> durable) throws Exception {
        String json = AuditedOperation.byItself("Tested").succeeded().toJson();
        Constructor<?> constructor = Class.forName(AuditLog.class.getName() + "$Entry")
                .getDeclaredConstructor(byte[].class, CompletableFuture.class);
        constructor.setAccessible(true);
        return constructor.newInstance(json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8), durable);
    }

    @SuppressWarnings("unchecked") // what the log's writer reads
    private static Queue<Object> queueOf(AuditLog log) throws Exception {
        Field field = AuditLog.class.getDeclaredField("queue");
        field.setAccessible(true);
        return (Queue<Object>) field.get(log);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
