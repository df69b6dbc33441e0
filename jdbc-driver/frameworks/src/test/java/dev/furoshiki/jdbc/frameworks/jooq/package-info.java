/** A bank's accounts and transfers, kept with jOOQ. */
@NullUnmarked // frameworks say little of what may be null
package dev.furoshiki.jdbc.frameworks.jooq;

import org.jspecify.annotations.NullUnmarked;
