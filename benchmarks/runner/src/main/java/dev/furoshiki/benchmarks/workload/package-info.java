/**
 * Work that several subjects do, each with its own connection or client, so that equal names mean equal work. Imports
 * {@code protocol}, JDBC, and the AWS SDK's S3 client, which only subjects of those workloads have on their class path.
 */
@NullMarked
package dev.furoshiki.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
