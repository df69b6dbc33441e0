/** A bank's accounts and transfers, kept with jOOQ. */
@NullMarked
package dev.furoshiki.jdbc.frameworks.jooq;

import org.jspecify.annotations.NullMarked;
