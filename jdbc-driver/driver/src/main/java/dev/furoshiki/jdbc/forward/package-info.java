/**
 * JDBC objects that forward every call and do no more. Imports {@code java.sql} only.
 */
@NullMarked
package dev.furoshiki.jdbc.forward;

import org.jspecify.annotations.NullMarked;
