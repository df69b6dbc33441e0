package dev.furoshiki.testing.provider;

import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Lengths from 1 to the longest: all of them in a soak, else the edges and a few drawn by a seed, which printing shows. */
record Sizes(int longest, long seed) {

    private static final int DRAWN = 6;

    static Sizes upTo(int longest) {
        return new Sizes(longest, Long.getLong("furoshiki.seed", System.nanoTime()));
    }

    NavigableSet<Integer> chosen() {
        NavigableSet<Integer> sizes = new TreeSet<>();
        if (Boolean.getBoolean("furoshiki.soak")) {
            IntStream.rangeClosed(1, longest).forEach(sizes::add);
            return sizes;
        }
        IntStream.of(1, 2, 15, 16, 17, 32, longest - 1, longest)
                .filter(size -> size >= 1 && size <= longest)
                .forEach(sizes::add);
        new Random(seed).ints(DRAWN, 1, longest + 1).forEach(sizes::add);
        return sizes;
    }

    @Override
    public String toString() {
        return "1 to " + longest + " (again with -Dfuroshiki.seed=" + seed + ")";
    }
}
