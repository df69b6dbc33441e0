@NullMarked
package dev.furoshiki.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
