/** Calcite's SQL grammar with our productions; everything else in this package is generated. */
package dev.furoshiki.jdbc.grammar;
