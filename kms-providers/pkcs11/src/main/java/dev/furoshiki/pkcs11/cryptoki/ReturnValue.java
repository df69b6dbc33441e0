package dev.furoshiki.pkcs11.cryptoki;

import java.util.Arrays;
import java.util.Locale;

/** The errors of the standard (CKR_...) that are told apart or named; there are more. */
public enum ReturnValue {
    HOST_MEMORY(0x02),
    SLOT_ID_INVALID(0x03),
    GENERAL_ERROR(0x05),
    FUNCTION_FAILED(0x06),
    ARGUMENTS_BAD(0x07),
    CANT_LOCK(0x0a),
    ATTRIBUTE_SENSITIVE(0x11),
    ATTRIBUTE_TYPE_INVALID(0x12),
    DEVICE_ERROR(0x30),
    DEVICE_MEMORY(0x31),
    DEVICE_REMOVED(0x32),
    FUNCTION_NOT_SUPPORTED(0x54),
    KEY_HANDLE_INVALID(0x60),
    KEY_TYPE_INCONSISTENT(0x63),
    KEY_FUNCTION_NOT_PERMITTED(0x68),
    MECHANISM_INVALID(0x70),
    MECHANISM_PARAM_INVALID(0x71),
    OBJECT_HANDLE_INVALID(0x82),
    OPERATION_ACTIVE(0x90),
    OPERATION_NOT_INITIALIZED(0x91),
    PIN_INCORRECT(0xa0),
    PIN_INVALID(0xa1),
    PIN_LEN_RANGE(0xa2),
    PIN_EXPIRED(0xa3),
    PIN_LOCKED(0xa4),
    SESSION_CLOSED(0xb0),
    SESSION_COUNT(0xb1),
    SESSION_HANDLE_INVALID(0xb3),
    TOKEN_NOT_PRESENT(0xe0),
    TOKEN_NOT_RECOGNIZED(0xe1),
    USER_ALREADY_LOGGED_IN(0x100),
    USER_NOT_LOGGED_IN(0x101),
    USER_PIN_NOT_INITIALIZED(0x102),
    USER_ANOTHER_ALREADY_LOGGED_IN(0x104),
    BUFFER_TOO_SMALL(0x150),
    CRYPTOKI_NOT_INITIALIZED(0x190),
    CRYPTOKI_ALREADY_INITIALIZED(0x191);

    private final long code;

    ReturnValue(long code) {
        this.code = code;
    }

    /** What the function returned, as a number. */
    public long code() {
        return code;
    }

    /** The standard's name with its number, which alone says what an error is that has no name here. */
    static String describe(long code) {
        String number = String.format(Locale.ROOT, "0x%x", code);
        return Arrays.stream(values())
                .filter(value -> value.code == code)
                .findFirst()
                .map(value -> "CKR_" + value.name() + ", " + number)
                .orElse(number);
    }
}
