package dev.furoshiki.pkcs11.cryptoki;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The functions of a loaded library: those that it lists itself (CK_FUNCTION_LIST), by their place in it. Thread-safe. */
final class FunctionTable implements Functions {

    /** A function and its place in the list, which is the standard's and never changes. */
    record Entry(int place, String function) {}

    static final Entry INITIALIZE = new Entry(0, "C_Initialize");
    static final Entry GET_SLOT_LIST = new Entry(4, "C_GetSlotList");
    static final Entry GET_TOKEN_INFO = new Entry(6, "C_GetTokenInfo");
    static final Entry GET_MECHANISM_INFO = new Entry(8, "C_GetMechanismInfo");
    static final Entry OPEN_SESSION = new Entry(12, "C_OpenSession");
    static final Entry CLOSE_SESSION = new Entry(13, "C_CloseSession");
    static final Entry GET_SESSION_INFO = new Entry(15, "C_GetSessionInfo");
    static final Entry LOGIN = new Entry(18, "C_Login");
    static final Entry GET_ATTRIBUTE_VALUE = new Entry(24, "C_GetAttributeValue");
    static final Entry FIND_OBJECTS_INIT = new Entry(26, "C_FindObjectsInit");
    static final Entry FIND_OBJECTS = new Entry(27, "C_FindObjects");
    static final Entry FIND_OBJECTS_FINAL = new Entry(28, "C_FindObjectsFinal");
    static final Entry SIGN_INIT = new Entry(42, "C_SignInit");
    static final Entry SIGN = new Entry(43, "C_Sign");

    private static final long OK = 0;

    /** Held so that JNA does not unload it. */
    private final NativeLibrary library;

    private final Pointer list;
    private final Map<Entry, Function> functions = new ConcurrentHashMap<>();

    /** @throws UnsatisfiedLinkError when the file is no library for this machine, or not one of PKCS#11 */
    FunctionTable(Path file) throws CryptokiException {
        this.library = NativeLibrary.getInstance(file.toString());
        PointerByReference address = new PointerByReference();
        long returned = invoke(library.getFunction("C_GetFunctionList"), address);
        if (returned != OK) {
            throw new CryptokiException("C_GetFunctionList", returned);
        }
        this.list = address.getValue();
    }

    @Override
    public void call(Entry entry, Object... arguments) throws CryptokiException {
        long returned = invoke(functions.computeIfAbsent(entry, this::find), arguments);
        if (returned != OK) {
            throw new CryptokiException(entry.function, returned);
        }
    }

    private Function find(Entry entry) {
        // The list begins with a version of two bytes. On Windows the standard packs structures, elsewhere it aligns
        // them.
        long first = Platform.isWindows() ? 2 : Native.POINTER_SIZE;
        return Function.getFunction(list.getPointer(first + (long) entry.place * Native.POINTER_SIZE));
    }

    private static long invoke(Function function, Object... arguments) {
        return ((NativeLong) function.invoke(NativeLong.class, arguments)).longValue();
    }

    @Override
    public String toString() {
        return library.getName();
    }
}
