@NullMarked
package dev.furoshiki.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
