package dev.furoshiki.pkcs11.cryptoki;

/**
 * What a token says of itself (CK_TOKEN_INFO). Immutable.
 *
 * @param label chosen when the token was initialised; without the blanks that fill it up
 * @param serial the maker's; without the blanks that fill it up
 * @param flags CKF_...
 */
public record TokenInfo(String label, String serial, long flags) {

    private static final long LOGIN_REQUIRED = 0x04;
    private static final long USER_PIN_FINAL_TRY = 0x20000;
    private static final long USER_PIN_LOCKED = 0x40000;

    /** Whether its keys are seen only after a login. */
    public boolean requiresLogin() {
        return (flags & LOGIN_REQUIRED) != 0;
    }

    /** Whether one more wrong PIN locks it. */
    public boolean isOnFinalTry() {
        return (flags & USER_PIN_FINAL_TRY) != 0;
    }

    /** Whether it accepts no PIN any more, after too many wrong ones. */
    public boolean isLocked() {
        return (flags & USER_PIN_LOCKED) != 0;
    }
}
