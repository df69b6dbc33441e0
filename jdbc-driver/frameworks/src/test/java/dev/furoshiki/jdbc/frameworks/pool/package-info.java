/** A pool of connections, kept with HikariCP. */
@NullUnmarked // frameworks say little of what may be null
package dev.furoshiki.jdbc.frameworks.pool;

import org.jspecify.annotations.NullUnmarked;
