package dev.furoshiki.key;

/** What kind of key material a key has. */
public enum KeySpec {
    SYMMETRIC_DEFAULT
}
