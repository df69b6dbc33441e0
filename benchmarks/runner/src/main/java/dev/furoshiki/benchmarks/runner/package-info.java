/**
 * Starts subjects in processes of their own, alternates their rounds, and reduces what they measured to figures. Imports
 * {@code protocol} and Gson.
 */
@NullMarked
package dev.furoshiki.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
