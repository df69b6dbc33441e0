package dev.furoshiki.s3.async;

import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An answer that was received whole.
 *
 * @param buffer belongs to whoever has this
 * @param length how much of it is used
 */
record Chunk(GetObjectResponse response, byte[] buffer, int length) {}
