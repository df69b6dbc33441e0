/**
 * What a statement says, as a tree of records that know their tokens: the same for every dialect, and free of Calcite. Each
 * token that is a name, a constant or a parameter belongs to exactly one leaf. Imports the text's package alone.
 */
@NullMarked
package dev.furoshiki.jdbc.sql.tree;

import org.jspecify.annotations.NullMarked;
