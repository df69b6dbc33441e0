/**
 * The H2 database that keys survive a restart in. Knows sealed bytes only, and imports nothing of this module.
 */
@NullMarked
package dev.furoshiki.embedded.store;

import org.jspecify.annotations.NullMarked;
