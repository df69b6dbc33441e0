package dev.furoshiki.key;

import java.time.Instant;

/**
 * What DescribeKey says of a key (AWS KMS: KeyMetadata). Immutable; of the moment it was asked for.
 *
 * @param keyId a UUID
 * @param arn {@code arn:<partition>:kms:<region>:<account>:key/<keyId>}
 * @param state whether it may be used
 * @param spec the kind of its material
 * @param usage what it may be used for
 * @param description for people; may be empty
 * @param creationDate in milliseconds
 */
public record KeyMetadata(
        String keyId,
        String arn,
        KeyState state,
        KeySpec spec,
        KeyUsage usage,
        String description,
        Instant creationDate) {}
