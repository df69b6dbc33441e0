package dev.furoshiki.benchmarks.tuning.trace;

/**
 * One use of a data key: a message that was encrypted, or one that was decrypted. Immutable.
 *
 * @param atNanos when, from the beginning of the trace
 * @param operation which of both
 * @param node on which node; {@link #ANY_NODE} where that is up to the fleet
 * @param caller who: each has a cache of its own on every node, as each has a {@code DataKeys} of its own
 * @param keyId under which key of the key service
 * @param context which encryption context, by a number
 * @param item what was written or read: to be read, the data key is needed under which it was last written; {@link #UNREAD}
 * @param bytes how long the message is
 */
public record KeyUse(
        long atNanos, Operation operation, int node, int caller, int keyId, int context, long item, long bytes) {

    /** In place of an item: written, and never read in the trace. */
    public static final long UNREAD = -1;

    /** In place of a node: whichever. */
    public static final int ANY_NODE = -1;

    /** What a data key is used for. */
    public enum Operation {
        ENCRYPT,
        DECRYPT
    }

    /** @throws IllegalArgumentException when another number is negative, or what is read was never written */
    public KeyUse {
        if (atNanos < 0 || node < ANY_NODE || caller < 0 || keyId < 0 || context < 0 || item < UNREAD || bytes < 0) {
            throw new IllegalArgumentException(
                    "a use of a key has no negative numbers: at " + atNanos + ", node " + node + ", caller " + caller
                            + ", key " + keyId + ", context " + context + ", item " + item + ", bytes " + bytes);
        }
        if (item == UNREAD && operation == Operation.DECRYPT) {
            throw new IllegalArgumentException("what is decrypted has a number, by which it is known what wrote it");
        }
    }

    /** A message of the first caller under the first key. */
    public static KeyUse encrypting(long atNanos, int context, long item, long bytes) {
        return new KeyUse(atNanos, Operation.ENCRYPT, ANY_NODE, 0, 0, context, item, bytes);
    }

    /** The same, to be read. */
    public static KeyUse decrypting(long atNanos, int context, long item, long bytes) {
        return new KeyUse(atNanos, Operation.DECRYPT, ANY_NODE, 0, 0, context, item, bytes);
    }
}
