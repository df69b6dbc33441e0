package dev.furoshiki.pkcs11.cryptoki;

import java.util.Arrays;

/**
 * A function of a PKCS#11 library returned an error, or answered what cannot be. The message names both and holds nothing that
 * was passed.
 */
public final class CryptokiException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Of no error of the standard, nor of its makers' own. */
    private static final long NO_CODE = -1;

    private final long code;

    public CryptokiException(String function, long code) {
        super(function + " returned " + ReturnValue.describe(code));
        this.code = code;
    }

    public CryptokiException(String function, ReturnValue value) {
        this(function, value.code());
    }

    private CryptokiException(String message) {
        super(message);
        this.code = NO_CODE;
    }

    /** It returned CKR_OK, and more than there was room for. */
    static CryptokiException tooMany(String function, long count, long room) {
        return new CryptokiException(function + " returned CKR_OK and claims to have written "
                + Long.toUnsignedString(count) + " where there was room for " + room);
    }

    /** Whether it is one of these errors. */
    public boolean is(ReturnValue... values) {
        return Arrays.stream(values).anyMatch(value -> value.code() == code);
    }
}
