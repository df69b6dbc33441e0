/** From tokens to a tree, by Calcite's parser with our productions. Besides it only the analyses in {@code sql} name Calcite. */
@NullMarked
package dev.furoshiki.jdbc.sql.parse;

import org.jspecify.annotations.NullMarked;
