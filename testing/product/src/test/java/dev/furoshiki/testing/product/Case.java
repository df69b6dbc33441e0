package dev.furoshiki.testing.product;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What one key is used for, with what in the cache, before it all changes and after. */
record Case(Kept kept, Use use) {

    static final List<Case> ALL = Arrays.stream(Kept.values())
            .flatMap(kept -> Stream.of(Use.values()).map(use -> new Case(kept, use)))
            .toList();

    @Override
    public String toString() {
        return use + ", key " + kept;
    }
}
