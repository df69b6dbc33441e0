package dev.furoshiki.s3.translation;

/** What this client does with an operation of S3. */
public enum Treatment {
    /** Carries plaintext to the store: sealed on the way. */
    ENCRYPT,
    /** Carries an object back: opened and verified on the way. */
    DECRYPT,
    /**
     * Tells lengths or checksums of objects, or carries an envelope: turned into those of the plaintext, or of the new place. What
     * cannot be turned is refused.
     */
    REWRITE,
    /** Touches neither the bytes of objects nor what is told of them: forwarded as it is. */
    PASS,
    /** Would carry plaintext to the store, ciphertext to the application, or break an envelope. */
    REFUSE
}
