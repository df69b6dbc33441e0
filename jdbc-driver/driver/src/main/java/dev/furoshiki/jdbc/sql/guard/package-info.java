/**
 * What is decided by the tokens alone, before anything is parsed: kinds of statements and routines that are on no list are
 * refused, and what names no encrypted table goes out as it is.
 */
@NullMarked
package dev.furoshiki.jdbc.sql.guard;

import org.jspecify.annotations.NullMarked;
