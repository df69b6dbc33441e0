package dev.furoshiki.pkcs11.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Attributes in the library's memory: an array of CK_ATTRIBUTE and the values that it points to. Used by one thread. */
final class NativeAttributes implements AutoCloseable {

    private static final int ULONG = Native.LONG_SIZE;
    private static final int ATTRIBUTE_BYTES = 2 * ULONG + Native.POINTER_SIZE;

    private final Memory array;
    private final List<Memory> buffers = new ArrayList<>();

    NativeAttributes(List<Attribute> attributes) {
        this.array = NativeCryptoki.zeroed(Math.max(1, (long) attributes.size() * ATTRIBUTE_BYTES));
        for (Attribute attribute : attributes) {
            long offset = (long) buffers.size() * ATTRIBUTE_BYTES;
            Memory value = NativeCryptoki.copyOf(attribute.value());
            buffers.add(value);
            NativeCryptoki.writeNumber(array, offset, attribute.type());
            array.setPointer(offset + ULONG, value);
            NativeCryptoki.writeNumber(array, offset + ULONG + Native.POINTER_SIZE, attribute.value().length);
        }
    }

    Pointer address() {
        return array;
    }

    /** What the library wrote, by type; without what it said is not there or too long. */
    Map<Long, byte[]> values() {
        Map<Long, byte[]> values = new HashMap<>();
        for (int i = 0; i < buffers.size(); i++) {
            long offset = (long) i * ATTRIBUTE_BYTES;
            long size = NativeCryptoki.readNumber(array, offset + ULONG + Native.POINTER_SIZE);
            // CK_UNAVAILABLE_INFORMATION is the greatest number there is.
            if (size >= 0 && size <= buffers.get(i).size()) {
                values.put(
                        NativeCryptoki.readNumber(array, offset), buffers.get(i).getByteArray(0, (int) size));
            }
        }
        return values;
    }

    @Override
    public void close() {
        array.close();
        buffers.forEach(Memory::close);
    }
}
