/** Random statements through our driver on an encrypted table, and through the plain driver on a plain twin of it. */
@NullMarked
package dev.furoshiki.jdbc.fuzz;

import org.jspecify.annotations.NullMarked;
