/**
 * How an encrypted object is laid out: positions, envelopes in the metadata, the keys of an object. Knows no S3 client;
 * imports kms-core and {@code exception}.
 */
@NullMarked
package dev.furoshiki.s3.object;

import org.jspecify.annotations.NullMarked;
