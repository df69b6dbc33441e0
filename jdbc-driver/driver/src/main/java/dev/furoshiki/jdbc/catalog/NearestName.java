package dev.furoshiki.jdbc.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which known name somebody probably meant: the one at the least Levenshtein distance, if that is near. Stateless. */
public final class NearestName {

    private NearestName() {}

    public static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(written, name) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code ; did you mean x?}, {@code ; known are a, b} or nothing. */
    public static String hint(String written, Collection<String> known) {
        Optional<String> nearest = of(written, known);
        if (nearest.isPresent()) {
            return "; did you mean " + nearest.get() + "?";
        }
        return known.isEmpty() || known.size() > 12
                ? ""
                : "; known are " + String.join(", ", known.stream().sorted().toList());
    }

    private static int distance(String first, String second) {
        String left = first.toLowerCase(Locale.ROOT);
        String right = second.toLowerCase(Locale.ROOT);
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }
}
