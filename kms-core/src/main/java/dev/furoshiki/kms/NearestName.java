package dev.furoshiki.kms;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;

/** The known name that a misspelt one is most like (Levenshtein distance, upper and lower case alike). */
final class NearestName {

    private NearestName() {}

    static String of(String misspelt, Set<String> known) {
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(
                        name -> distance(misspelt.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
