/** From tokens to a tree, by Calcite's parser with our productions. Nothing above it names Calcite. */
@NullMarked
package dev.furoshiki.jdbc.sql.parse;

import org.jspecify.annotations.NullMarked;
