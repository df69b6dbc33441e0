package dev.furoshiki.key;

/** What kind of key material a key has (AWS KMS: key specs). */
public enum KeySpec {
    /** 256 bits for AES-GCM. */
    SYMMETRIC_DEFAULT(KeyUsage.ENCRYPT_DECRYPT),
    /** 224 bits for HMAC_SHA_224. */
    HMAC_224(KeyUsage.GENERATE_VERIFY_MAC),
    /** 256 bits for HMAC_SHA_256. */
    HMAC_256(KeyUsage.GENERATE_VERIFY_MAC),
    /** 384 bits for HMAC_SHA_384. */
    HMAC_384(KeyUsage.GENERATE_VERIFY_MAC),
    /** 512 bits for HMAC_SHA_512. */
    HMAC_512(KeyUsage.GENERATE_VERIFY_MAC);

    private final KeyUsage usage;

    KeySpec(KeyUsage usage) {
        this.usage = usage;
    }

    /** What keys of this kind are for. */
    public KeyUsage usage() {
        return usage;
    }
}
