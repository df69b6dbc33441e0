/**
 * What the data-key cache did, as Micrometer's meters. Imports {@code cache}; nothing imports it, so that Micrometer is there
 * only where an application brings it.
 */
@NullMarked
package dev.furoshiki.micrometer;

import org.jspecify.annotations.NullMarked;
