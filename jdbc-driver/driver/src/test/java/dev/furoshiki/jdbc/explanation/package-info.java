/** Tests of what users are told of statements. */
@NullMarked
package dev.furoshiki.jdbc.explanation;

import org.jspecify.annotations.NullMarked;
