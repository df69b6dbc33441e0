/**
 * What a measured process and its runner say to each other; on the class path of every subject, so it imports the JDK
 * alone.
 */
@NullMarked
package dev.furoshiki.benchmarks.protocol;

import org.jspecify.annotations.NullMarked;
