/**
 * What a key is: names, states, data keys, and what a key service throws. Imports {@code crypto} and {@code format}.
 */
@NullMarked
package dev.furoshiki.key;

import org.jspecify.annotations.NullMarked;
