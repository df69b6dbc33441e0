/**
 * Calcite's SQL grammar with our productions, and what those build; the parser itself is generated. Imports Calcite only.
 */
@NullMarked
package dev.furoshiki.jdbc.grammar;

import org.jspecify.annotations.NullMarked;
