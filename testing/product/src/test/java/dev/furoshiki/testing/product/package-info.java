/** The product as a whole: every state of a key, every access to it, whatever is cached, through every way to use it. */
@NullMarked
package dev.furoshiki.testing.product;

import org.jspecify.annotations.NullMarked;
