package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What may still be done with one data key, given out to stripes in blocks: so that a use touches what all threads share once
 * a block only. Thread-safe, lock-free. What a stripe was given and does not use is lost.
 */
final class UseBudget {

    static final long LARGEST_BLOCK = 1L << 16;

    /** A block that lasted shorter is followed by one of twice its size. */
    private static final long BLOCK_NANOS = 100_000_000;

    /** So much that long messages, too, rarely come to what all threads share; nothing of it is recorded. */
    private static final long BLOCK_BYTES = 1L << 24;

    /** A limit that nears its end is given out in smaller blocks: what other stripes leave unused is lost. */
    private static final int SHARES = 4 * UseStripes.count();

    private static final VarHandle MESSAGES = field("messages");
    private static final VarHandle BYTES = field("bytes");

    private final long maxMessages;
    private final long maxBytes;

    @SuppressWarnings("UnusedVariable") // through MESSAGES
    private volatile long messages;

    @SuppressWarnings("UnusedVariable") // through BYTES
    private volatile long bytes;

    private volatile long block;
    private volatile long lastBlockNanos = System.nanoTime();

    /** @param firstBlock small, so that a key that is used a few times is not recorded as used often */
    UseBudget(long maxMessages, long maxBytes, long firstBlock) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.block = firstBlock;
    }

    /** A message of so many bytes, and no more; false when it does not fit. */
    boolean takeOne(long messageBytes) {
        return reserve(MESSAGES, maxMessages, 1, 1) == 1
                && (messageBytes == 0 || reserve(BYTES, maxBytes, messageBytes, messageBytes) == messageBytes);
    }

    /** A block of messages; 0 when none is left. */
    long takeMessages() {
        return reserve(MESSAGES, maxMessages, 1, nextBlock());
    }

    /** Messages that were taken and could not be granted. */
    void giveBackMessages(long block) {
        MESSAGES.getAndAdd(this, -block);
    }

    /** At least so many bytes; 0 when they are not left. */
    long takeBytes(long needed) {
        return reserve(BYTES, maxBytes, needed, Math.max(needed, BLOCK_BYTES));
    }

    private long nextBlock() {
        long nowNanos = System.nanoTime();
        long size = block;
        if (nowNanos - lastBlockNanos < BLOCK_NANOS && size < LARGEST_BLOCK) {
            block = Math.min(LARGEST_BLOCK, 2 * size);
        }
        lastBlockNanos = nowNanos;
        return size;
    }

    private long reserve(VarHandle counter, long most, long needed, long wanted) {
        while (true) {
            long before = (long) counter.getVolatile(this);
            long left = most - before;
            if (left < needed) {
                return 0;
            }
            long given = Math.max(needed, Math.min(wanted, left / SHARES));
            if (counter.compareAndSet(this, before, before + given)) {
                return given;
            }
        }
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(UseBudget.class, name, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
