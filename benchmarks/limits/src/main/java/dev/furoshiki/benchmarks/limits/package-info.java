@NullMarked
package dev.furoshiki.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
