package dev.furoshiki.pkcs11.cryptoki;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One attribute of an object, as the library has it in memory: numbers in the machine's own size and order. */
public final class Attribute {

    private final long type;
    private final byte[] value;

    private Attribute(long type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    /** A text or bytes. */
    public static Attribute of(long type, byte[] value) {
        return new Attribute(type, value);
    }

    /** A CK_ULONG. */
    public static Attribute number(long type, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Native.LONG_SIZE).order(ByteOrder.nativeOrder());
        return new Attribute(
                type, (Native.LONG_SIZE == Long.BYTES ? bytes.putLong(value) : bytes.putInt((int) value)).array());
    }

    /** A CK_BBOOL. */
    public static Attribute flag(long type, boolean value) {
        return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    /** CKA_... */
    public long type() {
        return type;
    }

    /** Its bytes. */
    byte[] value() {
        return value;
    }

    /** The number that these bytes are; -1 when they are none. */
    public static long asNumber(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return switch (value.length) {
            case Long.BYTES -> bytes.getLong();
            case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt());
            default -> -1;
        };
    }
}
