package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

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

    /**
     * A limit that nears its end is given out in smaller blocks, since what others leave unused is lost; but in none so small that
     * each message needs one: what all of them together may lose so is this part of the limit.
     */
    private static final long PART_TO_LOSE = 16;

    private static final VarHandle MESSAGES = field("messages");
    private static final VarHandle BYTES = field("bytes");

    private final long maxMessages;
    private final long maxBytes;

    @SuppressWarnings("UnusedVariable") // through MESSAGES
    private volatile long messages;

    @SuppressWarnings("UnusedVariable") // through BYTES
    private volatile long bytes;

    private final long firstBlock;
    private volatile long block;
    private final LongSupplier nanoTime;
    private volatile long lastBlockNanos;

    /**
     * @param firstBlock small, so that a key that is used a few times is not recorded as used often
     * @param nanoTime by which it is seen how long a block lasts
     */
    UseBudget(long maxMessages, long maxBytes, long firstBlock, LongSupplier nanoTime) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.firstBlock = firstBlock;
        this.block = firstBlock;
        this.nanoTime = nanoTime;
        this.lastBlockNanos = nanoTime.getAsLong();
    }

    /** A message of so many bytes, and no more; false when it does not fit. */
    boolean takeOne(long messageBytes) {
        return reserve(MESSAGES, maxMessages, 1, 1, left -> 1) == 1
                && (messageBytes == 0
                        || reserve(BYTES, maxBytes, messageBytes, messageBytes, left -> 0) == messageBytes);
    }

    /**
     * A block of messages; 0 when none is left.
     *
     * @param users how many slots and stripes were given any, with the one that is to have these
     */
    long takeMessages(int users) {
        long least = Math.min(firstBlock, maxMessages / (PART_TO_LOSE * users));
        return reserve(MESSAGES, maxMessages, 1, nextBlock(), left -> Math.max(share(left, users), least));
    }

    /** Messages that were taken and could not be granted. */
    void giveBackMessages(long block) {
        MESSAGES.getAndAdd(this, -block);
    }

    /** At least so many bytes, for one of so many slots and stripes; 0 when they are not left. */
    long takeBytes(long needed, int users) {
        return reserve(BYTES, maxBytes, needed, Math.max(needed, BLOCK_BYTES), left -> share(left, users));
    }

    /** One is for who comes yet. */
    private static long share(long left, int users) {
        return left / (users + 1);
    }

    private long nextBlock() {
        long nowNanos = nanoTime.getAsLong();
        long size = block;
        if (nowNanos - lastBlockNanos < BLOCK_NANOS && size < LARGEST_BLOCK) {
            block = Math.min(LARGEST_BLOCK, 2 * size);
        }
        lastBlockNanos = nowNanos;
        return size;
    }

    /** @param share how much of what is left may be taken beyond need */
    private long reserve(VarHandle counter, long most, long needed, long wanted, LongUnaryOperator share) {
        while (true) {
            long before = (long) counter.getVolatile(this);
            long left = most - before;
            if (left < needed) {
                return 0;
            }
            long given = Math.max(needed, Math.min(Math.min(wanted, left), share.applyAsLong(left)));
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
