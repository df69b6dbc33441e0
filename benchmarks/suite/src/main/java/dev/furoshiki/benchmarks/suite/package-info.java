/**
 * What {@code mvn -Pbenchmarks} runs: the workloads with their goals, the servers beneath them, the micro-benchmarks, and
 * the report. Imports {@code protocol}, {@code runner}, Gson, and the local servers in their own process.
 */
@NullMarked
package dev.furoshiki.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
