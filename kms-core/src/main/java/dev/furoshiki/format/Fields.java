package dev.furoshiki.format;

import java.nio.ByteBuffer;

/** Reads a stored layout field by field, and says where it breaks. For one thread. */
final class Fields {

    private final ByteBuffer in;

    Fields(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    int remaining() {
        return in.remaining();
    }

    int position() {
        return in.position();
    }

    int u8() {
        return Byte.toUnsignedInt(in.get());
    }

    int u16(String name) {
        requireBytes(name, Short.BYTES);
        return Short.toUnsignedInt(in.getShort());
    }

    long u32(String name) {
        requireBytes(name, Integer.BYTES);
        return Integer.toUnsignedLong(in.getInt());
    }

    String utf8(String name, long length, int most) {
        int offset = in.position();
        return Utf8.decode(name, bytes(name, length, most), offset);
    }

    /** One to {@code most} bytes. */
    byte[] bytes(String name, long length, int most) {
        require(length >= 1 && length <= most, in.position(), "the " + name + " has 1 to " + most + " bytes");
        requireBytes(name, length);
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    void requireEnd(String what) {
        require(!in.hasRemaining(), in.position(), what + " is followed by more bytes");
    }

    void require(boolean holds, int offset, String rule) {
        if (!holds) {
            throw new MalformedCiphertextException(offset, rule);
        }
    }

    private void requireBytes(String name, long count) {
        require(in.remaining() >= count, in.position(), "the " + name + " is cut off");
    }
}
