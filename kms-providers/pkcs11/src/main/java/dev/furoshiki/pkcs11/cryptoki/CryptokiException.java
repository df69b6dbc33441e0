package dev.furoshiki.pkcs11.cryptoki;

import java.util.Arrays;

/** A function of a PKCS#11 library returned an error. The message names both and holds nothing that was passed. */
public final class CryptokiException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long code;

    public CryptokiException(String function, long code) {
        super(function + " returned " + ReturnValue.describe(code));
        this.code = code;
    }

    public CryptokiException(String function, ReturnValue value) {
        this(function, value.code());
    }

    /** Whether it is one of these errors. */
    public boolean is(ReturnValue... values) {
        return Arrays.stream(values).anyMatch(value -> value.code() == code);
    }
}
