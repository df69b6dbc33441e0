package dev.furoshiki.key;

import java.time.Instant;

/**
 * A rotation of a key's material that was completed (AWS KMS: RotationsListEntry). Immutable.
 *
 * @param date in milliseconds
 * @param type what caused it
 */
public record KeyRotation(Instant date, Type type) {

    /** What causes a rotation. */
    public enum Type {
        /** Its period was over: EnableKeyRotation. */
        AUTOMATIC,
        /** Somebody asked for it: RotateKeyOnDemand. */
        ON_DEMAND
    }
}
