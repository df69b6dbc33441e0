/**
 * The requests of {@code translation} sent through an {@code S3AsyncClient}, with bodies that are pushed. Nothing here waits on a
 * thread of the client beneath: what calls a key service, seals or opens runs on an executor. Imports {@code translation},
 * {@code stream}, {@code object} and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.async;

import org.jspecify.annotations.NullMarked;
