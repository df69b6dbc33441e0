package dev.furoshiki.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An anchor that keeps its links in memory, and can be made to fail. Thread-safe. */
class MemoryAnchor implements AuditAnchor {

    private final Map<UUID, Anchored> chains = new LinkedHashMap<>();
    private int calls;
    private boolean fails;

    @Override
    public synchronized List<Anchored> anchored() {
        return new ArrayList<>(chains.values());
    }

    @Override
    public void opened(AuditLink newest) {
        put(new Anchored(newest, false));
    }

    @Override
    public void advanced(AuditLink newest) {
        put(new Anchored(newest, false));
    }

    @Override
    public void closed(AuditLink newest) {
        put(new Anchored(newest, true));
    }

    synchronized void fail() {
        fails = true;
    }

    synchronized int calls() {
        return calls;
    }

    /** Of the only chain there is. */
    synchronized Anchored only() {
        return chains.values().iterator().next();
    }

    /** The same links, to go on from apart from this one. */
    synchronized MemoryAnchor copy() {
        MemoryAnchor copy = new MemoryAnchor();
        copy.chains.putAll(chains);
        return copy;
    }

    synchronized void put(Anchored chain) {
        if (fails) {
            throw new IllegalStateException("the anchor fails, as this test wants");
        }
        calls++;
        chains.put(chain.link().chainId(), chain);
    }
}
