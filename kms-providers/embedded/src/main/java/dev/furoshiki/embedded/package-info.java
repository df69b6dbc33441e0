/**
 * A key service inside the process, as an application opens and administers it. May import every package of this module
 * and of kms-core.
 */
@NullMarked
package dev.furoshiki.embedded;

import org.jspecify.annotations.NullMarked;
