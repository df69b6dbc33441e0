/**
 * The append-only record of every key operation. Imports {@code key} and below.
 */
@NullMarked
package dev.furoshiki.audit;

import org.jspecify.annotations.NullMarked;
