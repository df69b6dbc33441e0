package dev.furoshiki.cache;

import dev.furoshiki.key.EncryptedDataKey;

/** What a data key tells of its uses. Thread-safe. */
interface UseRecorder {

    /** Records further uses before they are granted; may take as long as a disk. Throws when they must not be granted. */
    void record(EncryptedDataKey key, long uses);

    /** Runs that on a thread on which it may take its time; false once the cache is closed. */
    boolean begin(Runnable recording);

    /** The key was zeroed. */
    void destroyed(SharedKey key);
}
