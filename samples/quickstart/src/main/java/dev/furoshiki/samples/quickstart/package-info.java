/**
 * Everything once, on real servers: the story that the README's second command tells. Names the user's API only.
 */
@NullMarked
package dev.furoshiki.samples.quickstart;

import org.jspecify.annotations.NullMarked;
