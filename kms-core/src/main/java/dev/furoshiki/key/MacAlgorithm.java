package dev.furoshiki.key;

/** How MACs are made (AWS KMS: MAC algorithms); each goes with keys of one spec. */
public enum MacAlgorithm {
    HMAC_SHA_224(KeySpec.HMAC_224),
    HMAC_SHA_256(KeySpec.HMAC_256),
    HMAC_SHA_384(KeySpec.HMAC_384),
    HMAC_SHA_512(KeySpec.HMAC_512);

    private final KeySpec keySpec;

    MacAlgorithm(KeySpec keySpec) {
        this.keySpec = keySpec;
    }

    /** The spec of the keys that it goes with. */
    public KeySpec keySpec() {
        return keySpec;
    }
}
