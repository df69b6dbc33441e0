package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Uses as a key service hears of them: the first of each data key by the call that brings it, the others in blocks that are reserved before
 * they happen. When they happened is not known: those of a block are spread until the next one of the same, which is reserved when it is nearly
 * used up. Of the last block of each nothing is known but that it began: it counts as one use. Not thread-safe.
 */
final class ReservedUses {

    private final List<Block> blocks = new ArrayList<>();
    private final Map<Object, Integer> nodes = new HashMap<>();
    private final Map<Object, Integer> callers = new HashMap<>();
    private final Map<Object, Integer> keys = new HashMap<>();
    private final Map<Object, Integer> contexts = new HashMap<>();
    private final Map<Object, Integer> items = new HashMap<>();
    private final long messageBytes;

    /** @param messageBytes how long each message is, which nobody records */
    ReservedUses(long messageBytes) {
        this.messageBytes = messageBytes;
    }

    /**
     * Whose uses they are; equal things have equal numbers.
     *
     * @param node in which process
     * @param caller by whom
     * @param key under which key of the service
     * @param context in which context
     * @param item of which data key, as far as that is known
     */
    record Whose(Object node, Object caller, Object key, Object context, Object item, Operation operation) {}

    private record Block(long atNanos, Whose whose, long uses) {}

    /** A call that brought a data key for one use. */
    void called(long atNanos, Whose whose) {
        blocks.add(new Block(atNanos, whose, 0));
    }

    /** So many uses are to come. */
    void reserved(long atNanos, Whose whose, long uses) {
        blocks.add(new Block(atNanos, whose, uses));
    }

    Trace trace() {
        blocks.sort(Comparator.comparingLong(Block::atNanos));
        long firstNanos = blocks.isEmpty() ? 0 : blocks.get(0).atNanos();
        long lastNanos = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).atNanos();
        Map<Whose, Block> open = new HashMap<>();
        List<KeyUse> uses = new ArrayList<>();
        for (Block block : blocks) {
            if (block.uses() == 0) {
                uses.add(use(block.atNanos() - firstNanos, block.whose()));
                continue;
            }
            Block before = open.put(block.whose(), block);
            if (before != null) {
                spread(uses, before, before.atNanos() - firstNanos, block.atNanos() - firstNanos);
            }
        }
        open.values().forEach(last -> uses.add(use(last.atNanos() - firstNanos, last.whose())));
        uses.sort(Comparator.comparingLong(KeyUse::atNanos));
        return Trace.of(Duration.ofNanos(lastNanos - firstNanos + 1), uses);
    }

    private void spread(List<KeyUse> uses, Block block, long fromNanos, long untilNanos) {
        for (long number = 0; number < block.uses(); number++) {
            double part = (double) number / block.uses();
            uses.add(use(fromNanos + (long) (part * (untilNanos - fromNanos)), block.whose()));
        }
    }

    private KeyUse use(long atNanos, Whose whose) {
        return new KeyUse(
                atNanos,
                whose.operation(),
                number(nodes, whose.node()),
                number(callers, whose.caller()),
                number(keys, whose.key()),
                number(contexts, whose.context()),
                number(items, whose.item()),
                messageBytes);
    }

    private static int number(Map<Object, Integer> known, Object thing) {
        return known.computeIfAbsent(thing, fresh -> known.size());
    }
}
