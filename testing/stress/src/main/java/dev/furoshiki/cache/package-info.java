/**
 * What threads may do to each other in the data-key cache, as jcstress tests: in the cache's own package, whose types they
 * use. Each runs two actors at once (a machine with two processors cannot run three), millions of times, and lists which outcomes are allowed.
 */
@NullMarked
package dev.furoshiki.cache;

import org.jspecify.annotations.NullMarked;
