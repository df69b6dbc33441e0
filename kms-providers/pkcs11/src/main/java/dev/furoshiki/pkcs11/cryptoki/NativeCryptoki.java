package dev.furoshiki.pkcs11.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A PKCS#11 library, called through JNA. Thread-safe. */
final class NativeCryptoki implements Cryptoki {

    private static final long OS_LOCKING_OK = 0x02;
    private static final long SERIAL_SESSION = 0x04;
    private static final long USER = 1;
    private static final long READ_ONLY_USER = 1;
    private static final long READ_WRITE_USER = 3;
    private static final long MECHANISM_SIGNS = 0x800;

    private static final int ULONG = Native.LONG_SIZE;
    private static final int POINTER = Native.POINTER_SIZE;

    // CK_TOKEN_INFO: four texts, then numbers and versions, all of which are left out from the second on.
    private static final int TOKEN_LABEL = 0;
    private static final int TOKEN_LABEL_BYTES = 32;
    private static final int TOKEN_SERIAL = 80;
    private static final int TOKEN_SERIAL_BYTES = 16;
    private static final int TOKEN_FLAGS = 96;
    private static final int TOKEN_INFO_BYTES = 256;

    private static final int LONGEST_MAC_BYTES = 64;
    private static final int MOST_SLOTS = 65_536;
    private static final int LONGEST_ATTRIBUTE_BYTES = 256;

    private final Functions functions;

    NativeCryptoki(Path library) throws CryptokiException {
        this(new FunctionTable(library));
    }

    NativeCryptoki(Functions functions) {
        this.functions = functions;
    }

    Functions functions() {
        return functions;
    }

    @Override
    public void initialize() throws CryptokiException {
        // CK_C_INITIALIZE_ARGS: four pointers to lock functions of ours, which there are not; flags; reserved.
        try (Memory arguments = zeroed(4L * POINTER + ULONG + POINTER)) {
            writeNumber(arguments, 4L * POINTER, OS_LOCKING_OK);
            functions.call(FunctionTable.INITIALIZE, arguments);
        } catch (CryptokiException failed) {
            if (!failed.is(ReturnValue.CRYPTOKI_ALREADY_INITIALIZED)) {
                throw failed;
            }
        }
    }

    @Override
    public long[] slotsWithTokens() throws CryptokiException {
        NativeLongByReference count = new NativeLongByReference();
        functions.call(FunctionTable.GET_SLOT_LIST, (byte) 1, Pointer.NULL, count);
        // Room for tokens that are put in between the two calls.
        int room = requireAtMost(MOST_SLOTS, count, FunctionTable.GET_SLOT_LIST) + 8;
        try (Memory slots = zeroed((long) room * ULONG)) {
            count.setValue(new NativeLong(room));
            functions.call(FunctionTable.GET_SLOT_LIST, (byte) 1, slots, count);
            return numbers(slots, requireAtMost(room, count, FunctionTable.GET_SLOT_LIST));
        }
    }

    @Override
    public TokenInfo tokenInfo(long slot) throws CryptokiException {
        try (Memory info = zeroed(TOKEN_INFO_BYTES)) {
            functions.call(FunctionTable.GET_TOKEN_INFO, ulong(slot), info);
            return new TokenInfo(
                    text(info.getByteArray(TOKEN_LABEL, TOKEN_LABEL_BYTES)),
                    text(info.getByteArray(TOKEN_SERIAL, TOKEN_SERIAL_BYTES)),
                    readNumber(info, TOKEN_FLAGS));
        }
    }

    @Override
    public boolean signs(long slot, long mechanism) throws CryptokiException {
        // CK_MECHANISM_INFO: least and greatest key size, flags.
        try (Memory info = zeroed(3L * ULONG)) {
            functions.call(FunctionTable.GET_MECHANISM_INFO, ulong(slot), ulong(mechanism), info);
            return (readNumber(info, 2L * ULONG) & MECHANISM_SIGNS) != 0;
        } catch (CryptokiException failed) {
            if (failed.is(ReturnValue.MECHANISM_INVALID)) {
                return false;
            }
            throw failed;
        }
    }

    @Override
    public long openSession(long slot) throws CryptokiException {
        NativeLongByReference session = new NativeLongByReference();
        functions.call(
                FunctionTable.OPEN_SESSION, ulong(slot), ulong(SERIAL_SESSION), Pointer.NULL, Pointer.NULL, session);
        return unsigned(session);
    }

    @Override
    public void closeSession(long session) throws CryptokiException {
        functions.call(FunctionTable.CLOSE_SESSION, ulong(session));
    }

    @Override
    public boolean isLoggedIn(long session) throws CryptokiException {
        // CK_SESSION_INFO: slot, state, flags, the device's error.
        try (Memory info = zeroed(4L * ULONG)) {
            functions.call(FunctionTable.GET_SESSION_INFO, ulong(session), info);
            long state = readNumber(info, ULONG);
            return state == READ_ONLY_USER || state == READ_WRITE_USER;
        }
    }

    @Override
    public void login(long session, byte[] pin) throws CryptokiException {
        // Not as an array: JNA would leave a copy of it behind.
        try (Memory copy = copyOf(pin)) {
            try {
                functions.call(FunctionTable.LOGIN, ulong(session), ulong(USER), copy, ulong(pin.length));
            } finally {
                copy.clear();
            }
        }
    }

    @Override
    public long[] find(long session, List<Attribute> attributes, int most) throws CryptokiException {
        try (NativeAttributes template = new NativeAttributes(attributes);
                Memory objects = zeroed((long) most * ULONG)) {
            functions.call(
                    FunctionTable.FIND_OBJECTS_INIT, ulong(session), template.address(), ulong(attributes.size()));
            try {
                return numbers(objects, fill(session, objects, most));
            } finally {
                functions.call(FunctionTable.FIND_OBJECTS_FINAL, ulong(session));
            }
        }
    }

    /** There are no more when a call finds none: a library may give fewer than there is room for. */
    private int fill(long session, Memory objects, int most) throws CryptokiException {
        int found = 0;
        while (found < most) {
            NativeLongByReference count = new NativeLongByReference();
            Pointer free = objects.share((long) found * ULONG);
            functions.call(FunctionTable.FIND_OBJECTS, ulong(session), free, ulong(most - found), count);
            int more = requireAtMost(most - found, count, FunctionTable.FIND_OBJECTS);
            if (more == 0) {
                break;
            }
            found += more;
        }
        return found;
    }

    @Override
    public Map<Long, byte[]> attributes(long session, long object, List<Long> types) throws CryptokiException {
        List<Attribute> room = types.stream()
                .map(type -> Attribute.of(type, new byte[LONGEST_ATTRIBUTE_BYTES]))
                .toList();
        try (NativeAttributes template = new NativeAttributes(room)) {
            try {
                functions.call(
                        FunctionTable.GET_ATTRIBUTE_VALUE,
                        ulong(session),
                        ulong(object),
                        template.address(),
                        ulong(types.size()));
            } catch (CryptokiException incomplete) {
                if (!incomplete.is(
                        ReturnValue.ATTRIBUTE_TYPE_INVALID,
                        ReturnValue.ATTRIBUTE_SENSITIVE,
                        ReturnValue.BUFFER_TOO_SMALL)) {
                    throw incomplete;
                }
            }
            return template.values();
        }
    }

    @Override
    public byte[] sign(long session, long mechanism, long key, byte[] message) throws CryptokiException {
        // CK_MECHANISM: which, address of its parameter, the parameter's length; a CMAC has none.
        try (Memory which = zeroed(2L * ULONG + POINTER);
                Memory text = copyOf(message);
                Memory mac = zeroed(LONGEST_MAC_BYTES)) {
            writeNumber(which, 0, mechanism);
            functions.call(FunctionTable.SIGN_INIT, ulong(session), which, ulong(key));
            NativeLongByReference size = new NativeLongByReference(new NativeLong(LONGEST_MAC_BYTES));
            try {
                functions.call(FunctionTable.SIGN, ulong(session), text, ulong(message.length), mac, size);
                return mac.getByteArray(0, requireAtMost(LONGEST_MAC_BYTES, size, FunctionTable.SIGN));
            } finally {
                // Message keys are made of MACs.
                mac.clear();
            }
        }
    }

    static NativeLong ulong(long value) {
        return new NativeLong(value, true);
    }

    static long unsigned(NativeLongByReference number) {
        return readNumber(number.getPointer(), 0);
    }

    static Memory zeroed(long size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }

    /** Never of no bytes, which JNA has no memory for. */
    static Memory copyOf(byte[] bytes) {
        Memory memory = zeroed(Math.max(1, bytes.length));
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    static void writeNumber(Pointer memory, long offset, long value) {
        if (ULONG == Long.BYTES) {
            memory.setLong(offset, value);
        } else {
            memory.setInt(offset, (int) value);
        }
    }

    static long readNumber(Pointer memory, long offset) {
        return ULONG == Long.BYTES ? memory.getLong(offset) : Integer.toUnsignedLong(memory.getInt(offset));
    }

    /** What the library says that it wrote, which is not believed where there was no room for it. */
    private static int requireAtMost(int room, NativeLongByReference written, FunctionTable.Entry by)
            throws CryptokiException {
        long count = unsigned(written);
        if (count < 0 || count > room) {
            throw CryptokiException.tooMany(by.function(), count, room);
        }
        return (int) count;
    }

    private static long[] numbers(Pointer memory, int count) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, i -> readNumber(memory, (long) i * ULONG));
        return numbers;
    }

    /** Texts of fixed size are filled up with blanks, by some makers with zeros. Not every maker writes UTF-8. */
    private static String text(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == 0)) {
            end--;
        }
        ByteBuffer used = ByteBuffer.wrap(bytes, 0, end);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(used)
                    .toString();
        } catch (CharacterCodingException otherCharset) {
            return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        }
    }
}
