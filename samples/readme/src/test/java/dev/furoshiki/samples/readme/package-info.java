/**
 * The Java code of the documents, compiled and run on real servers.
 */
@NullMarked
package dev.furoshiki.samples.readme;

import org.jspecify.annotations.NullMarked;
