package dev.furoshiki.embedded.policy;

/** A pattern in which {@code *} stands for any characters and {@code ?} for one, a code point. Immutable. */
final class Glob {

    private final String text;
    private final int[] pattern;

    Glob(String pattern) {
        this.text = pattern;
        this.pattern = pattern.codePoints().toArray();
    }

    /** Goes back to the last star only, so the time is at most the product of the two lengths. */
    boolean matches(String value) {
        int[] characters = value.codePoints().toArray();
        int at = 0;
        int star = -1;
        int resume = 0;
        int in = 0;
        while (in < characters.length) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == characters[in])) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    @Override
    public String toString() {
        return text;
    }
}
