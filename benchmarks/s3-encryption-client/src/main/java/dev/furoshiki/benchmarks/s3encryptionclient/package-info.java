/**
 * The Amazon S3 Encryption Client over an AES key in memory. Sees no class of the products.
 */
@NullMarked
package dev.furoshiki.benchmarks.s3encryptionclient;

import org.jspecify.annotations.NullMarked;
