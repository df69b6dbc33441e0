package dev.furoshiki.key;

import java.time.Instant;
import java.util.Optional;

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
 * @param deletionDate when it will be deleted, while it is pending deletion
 */
public record KeyMetadata(
        String keyId,
        String arn,
        KeyState state,
        KeySpec spec,
        KeyUsage usage,
        String description,
        Instant creationDate,
        Optional<Instant> deletionDate) {

    /** Of a key that is not pending deletion. */
    public KeyMetadata(
            String keyId,
            String arn,
            KeyState state,
            KeySpec spec,
            KeyUsage usage,
            String description,
            Instant creationDate) {
        this(keyId, arn, state, spec, usage, description, creationDate, Optional.empty());
    }
}
