/**
 * Real servers on the loopback interface, one of each a JVM, for tests and samples. Not published.
 */
@NullMarked
package dev.furoshiki.testing.servers;

import org.jspecify.annotations.NullMarked;
