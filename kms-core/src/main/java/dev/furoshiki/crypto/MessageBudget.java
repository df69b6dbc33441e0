package dev.furoshiki.crypto;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages one key may still seal with random nonces: 2^32 (NIST SP 800-38D, section 8.3), after which two of them
 * would share a nonce too easily. Thread-safe.
 *
 * <p>Ciphers take messages in blocks, so that threads do not meet at a counter for each; what a cipher leaves over it gives
 * back.
 */
final class MessageBudget {

    static final long MOST_MESSAGES = 1L << 32;

    private static final int BLOCK = 1024;

    private final AtomicLong left;

    MessageBudget() {
        this(MOST_MESSAGES);
    }

    MessageBudget(long messages) {
        this.left = new AtomicLong(messages);
    }

    /**
     * One message or more, which are the caller's.
     *
     * @throws IllegalStateException when none is left
     */
    int take() {
        long before = left.getAndUpdate(messages -> Math.max(0, messages - BLOCK));
        if (before == 0) {
            throw new IllegalStateException("an AES-GCM key has sealed as many messages as random nonces allow, 2^32"
                    + " (NIST SP 800-38D): use another key");
        }
        return (int) Math.min(BLOCK, before);
    }

    void giveBack(int messages) {
        left.addAndGet(messages);
    }
}
