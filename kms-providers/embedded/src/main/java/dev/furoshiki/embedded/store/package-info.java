/**
 * The databases that keys survive a restart in: a file of H2, or a schema of PostgreSQL. Knows sealed bytes only, and imports nothing of this module.
 */
@NullMarked
package dev.furoshiki.embedded.store;

import org.jspecify.annotations.NullMarked;
