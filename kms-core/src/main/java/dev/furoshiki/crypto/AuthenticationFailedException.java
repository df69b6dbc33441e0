package dev.furoshiki.crypto;

/** A tag did not match: the ciphertext, its associated data or the key is not the one it was sealed with. */
public final class AuthenticationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was opened, without key bytes or plaintext */
    public AuthenticationFailedException(String message) {
        super(message);
    }
}
