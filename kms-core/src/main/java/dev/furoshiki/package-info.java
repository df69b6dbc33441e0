/**
 * The roof of the key library: {@link dev.furoshiki.DataKeys} hands out data keys. May import every package of kms-core.
 */
@NullMarked
package dev.furoshiki;

import org.jspecify.annotations.NullMarked;
