package dev.furoshiki.s3.translation;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How many segments every part of one upload has but the last: where each part lies follows from it. It is settled by the upload's id, by
 * what the store has of full parts, or by a part that was sealed; a call that is not at its end is only believed by parts behind
 * it. Thread-safe; {@link #wake} runs what was waiting, so it is called under no lock.
 */
final class FullParts {

    private final Set<Call> calls = Collections.newSetFromMap(new IdentityHashMap<>());
    private int settled;

    FullParts(OptionalInt declared) {
        this.settled = declared.orElse(0);
    }

    /** A part on its way; known by its identity. */
    static final class Call {

        private final int number;
        private final int segments;
        private final CompletableFuture<Integer> told = new CompletableFuture<>();

        private Call(int number, int segments) {
            this.number = number;
            this.segments = segments;
        }

        /** Completed when something has said how long the full parts are: to be awaited for a limited time. */
        CompletableFuture<Integer> told() {
            return told.copy();
        }
    }

    /** @param segments of the part, when it is full by itself; else 0 */
    Call begin(int number, int segments) {
        Call call = new Call(number, segments);
        synchronized (this) {
            calls.add(call);
        }
        wake();
        return call;
    }

    synchronized void end(Call call) {
        calls.remove(call);
    }

    synchronized boolean isBusy() {
        return !calls.isEmpty();
    }

    /** For a part with that number: what is settled, or else what the first part before it that is on its way says. */
    synchronized OptionalInt before(int number) {
        return settled == 0
                ? calls.stream()
                        .filter(call -> call.segments != 0 && call.number < number)
                        .min(Comparator.comparingInt(call -> call.number))
                        .map(call -> OptionalInt.of(call.segments))
                        .orElse(OptionalInt.empty())
                : OptionalInt.of(settled);
    }

    /** Settles it; false when it was settled otherwise. To be followed by {@link #wake}. */
    synchronized boolean settle(int segments) {
        if (settled == 0) {
            settled = segments;
        }
        return settled == segments;
    }

    /** Tells the calls that can be placed now. */
    void wake() {
        List<Call> waiting;
        synchronized (this) {
            waiting = List.copyOf(calls);
        }
        for (Call call : waiting) {
            before(call.number).ifPresent(call.told::complete);
        }
    }
}
