package dev.furoshiki.format;

import org.jspecify.annotations.Nullable;

/**
 * Pairs that make no {@link EncryptionContext}: nothing was asked of a key service yet. AWS KMS's code for it is {@value #CODE}, and
 * it says what is wrong, with the name of a pair, never its value.
 */
public final class InvalidEncryptionContextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private static final String CODE = "ValidationException";

    InvalidEncryptionContextException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** AWS KMS's name of the error. */
    public String errorCode() {
        return CODE;
    }
}
