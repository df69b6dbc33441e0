package dev.furoshiki.jdbc.sql.parse;

import java.util.HashSet;
import java.util.Set;

/**
 * Which words are keywords where. A word that is in none of the sets is a name wherever a name may stand.
 *
 * @param noColumns cannot be the name of a column, nor a table's alias
 * @param noCalls cannot be called
 * @param noLabels cannot be a label without AS
 */
record Words(Set<String> noColumns, Set<String> noCalls, Set<String> noLabels) {

    /** The same, but for some that are names. */
    Words without(Set<String> names) {
        return names.isEmpty()
                ? this
                : new Words(without(noColumns, names), without(noCalls, names), without(noLabels, names));
    }

    private static Set<String> without(Set<String> words, Set<String> names) {
        Set<String> fewer = new HashSet<>(words);
        fewer.removeAll(names);
        return fewer;
    }
}
