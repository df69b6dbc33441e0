/**
 * What a key service does, and how a provider of one is found. Imports the floors below: {@code key}, {@code format},
 * {@code crypto}.
 */
@NullMarked
package dev.furoshiki.kms;

import org.jspecify.annotations.NullMarked;
