/**
 * JDBC objects that encrypt what goes in and decrypt what comes out, as the plan says. Imports {@code forward},
 * {@code sql}, {@code value} and {@code catalog}.
 */
@NullMarked
package dev.furoshiki.jdbc.wrap;

import org.jspecify.annotations.NullMarked;
