package dev.furoshiki.jdbc.sql.parse;

import java.util.Set;

/**
 * Which words are keywords where. A word that is in none of the sets is a name wherever a name may stand.
 *
 * @param noColumns cannot be the name of a column, nor a table's alias
 * @param noCalls cannot be called
 * @param noLabels cannot be a label without AS
 */
record Words(Set<String> noColumns, Set<String> noCalls, Set<String> noLabels) {}
