package dev.furoshiki.key;

/** What a key may be used for (AWS KMS: key usages). */
public enum KeyUsage {
    /** To seal and to open: what all keys of Furoshiki are for. */
    ENCRYPT_DECRYPT,
    /** To sign and to verify. */
    SIGN_VERIFY,
    /** To make MACs and to verify them. */
    GENERATE_VERIFY_MAC,
    /** To agree on a secret. */
    KEY_AGREEMENT
}
