/**
 * Floor 0 of the statement's analysis: a text and its tokens, as the server divides it. Imports nothing but the JDK.
 */
@NullMarked
package dev.furoshiki.jdbc.sql.text;

import org.jspecify.annotations.NullMarked;
