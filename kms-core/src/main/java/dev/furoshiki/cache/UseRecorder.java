package dev.furoshiki.cache;

import dev.furoshiki.key.EncryptedDataKey;

/** What a data key tells of its uses. Thread-safe. */
interface UseRecorder {

    /** Records further uses before they are granted; may take as long as a disk. Throws when they must not be granted. */
    void record(EncryptedDataKey key, long uses);

    /** Does that in the background, or not at all. */
    void ahead(Runnable grant);

    /** The key was zeroed. */
    void destroyed(SharedKey key);
}
