/** ShardingSphere-JDBC with its encrypt feature as a measured subject. Sees no class of the products. */
@NullMarked
package dev.furoshiki.benchmarks.shardingsphere;

import org.jspecify.annotations.NullMarked;
