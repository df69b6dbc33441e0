/**
 * The requests of {@code translation} sent through an {@code S3Client}, with bodies that are pulled, or received a range at a
 * time for a channel. What is sent and received beside the thread that calls is never waited for under a lock. Imports {@code translation},
 * {@code stream}, {@code object} and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.sync;

import org.jspecify.annotations.NullMarked;
