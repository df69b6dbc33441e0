package dev.furoshiki.testing.product;

import java.util.Arrays;
import java.util.stream.Stream;

/** A key's fate, and who might use it. */
record Situation(KeyFate fate, Access access) {

    /** Every one. */
    static Stream<Situation> all() {
        return Arrays.stream(KeyFate.values())
                .flatMap(fate -> Arrays.stream(Access.values()).map(access -> new Situation(fate, access)));
    }

    @Override
    public String toString() {
        return "key " + fate + ", shop " + access;
    }
}
