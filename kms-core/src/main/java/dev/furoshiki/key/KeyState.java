package dev.furoshiki.key;

/** Where a key is in its life (AWS KMS: key states). */
public enum KeyState {
    /** It is being made. */
    CREATING,
    /** It may be used: the only state in which anything is sealed or opened. */
    ENABLED,
    /** It may not be used until it is enabled again. */
    DISABLED,
    /** It will be deleted after its waiting period. */
    PENDING_DELETION,
    /** It will be deleted once its replicas are. */
    PENDING_REPLICA_DELETION,
    /** It has no material yet. */
    PENDING_IMPORT,
    /** What it rests on cannot be reached. */
    UNAVAILABLE,
    /** It is being changed. */
    UPDATING
}
