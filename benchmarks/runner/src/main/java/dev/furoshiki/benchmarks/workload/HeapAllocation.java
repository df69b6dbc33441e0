package dev.furoshiki.benchmarks.workload;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How much of this process's heap was handed out so far, to whichever thread, one that has ended included: what is in use, and what
 * was collected before. It counts the buffers that threads allocate from as a whole, and no memory outside the heap.
 *
 * <p>For a collector that frees nothing but while the world stands still, such as the serial one. Thread-safe.
 */
final class HeapAllocation {

    private static final long PATIENCE_MILLIS = 10_000;

    private static final List<GarbageCollectorMXBean> COLLECTORS = ManagementFactory.getGarbageCollectorMXBeans();
    private static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private static final Set<String> POOL_NAMES =
            POOLS.stream().map(MemoryPoolMXBean::getName).collect(Collectors.toUnmodifiableSet());

    /** By collector: which of its collections was told of last, or had been made when this began. */
    private final Map<String, Long> told = new HashMap<>();

    private long collectedBytes;

    HeapAllocation() {
        for (GarbageCollectorMXBean collector : COLLECTORS) {
            ((NotificationEmitter) collector).addNotificationListener(this::take, null, null);
        }
        synchronized (this) {
            COLLECTORS.forEach(each -> told.merge(each.getName(), each.getCollectionCount(), Math::max));
        }
    }

    /** Bytes so far; only a difference says something. */
    synchronized long bytes() {
        while (true) {
            long made = collections();
            awaitWordOfAll();
            long bytes = collectedBytes
                    + POOLS.stream()
                            .mapToLong(pool -> pool.getUsage().getUsed())
                            .sum();
            if (collections() == made) {
                return bytes;
            }
        }
    }

    /** The JVM tells of a collection a little after it. */
    private void awaitWordOfAll() {
        long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (COLLECTORS.stream()
                .anyMatch(each -> told.getOrDefault(each.getName(), 0L) < each.getCollectionCount())) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the JVM told of the collections " + told + ", and made more");
            }
            try {
                wait(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the JVM was to tell of its collections", e);
            }
        }
    }

    private static long collections() {
        return COLLECTORS.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private void take(Notification notification, Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        GarbageCollectionNotificationInfo collection =
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        GcInfo info = collection.getGcInfo();
        synchronized (this) {
            collectedBytes += used(info.getMemoryUsageBeforeGc()) - used(info.getMemoryUsageAfterGc());
            told.merge(collection.getGcName(), info.getId(), Math::max);
            notifyAll();
        }
    }

    private static long used(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> POOL_NAMES.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
