package dev.furoshiki.key;

/** Where a key is in its life (AWS KMS: key states). */
public enum KeyState {
    CREATING,
    ENABLED,
    DISABLED,
    PENDING_DELETION,
    PENDING_REPLICA_DELETION,
    PENDING_IMPORT,
    UNAVAILABLE,
    UPDATING
}
