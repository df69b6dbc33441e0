package dev.furoshiki.key;

import java.time.Instant;

/**
 * What DescribeKey says of a key.
 *
 * @param keyId a UUID
 * @param arn {@code arn:<partition>:kms:<region>:<account>:key/<keyId>}
 */
public record KeyMetadata(
        String keyId,
        String arn,
        KeyState state,
        KeySpec spec,
        KeyUsage usage,
        String description,
        Instant creationDate) {}
