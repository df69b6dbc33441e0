package dev.furoshiki.key;

/** What kind of key material a key has (AWS KMS: key specs). */
public enum KeySpec {
    /** 256 bits for AES-GCM. */
    SYMMETRIC_DEFAULT
}
