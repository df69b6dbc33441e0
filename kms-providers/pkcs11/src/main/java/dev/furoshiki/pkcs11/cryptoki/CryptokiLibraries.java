package dev.furoshiki.pkcs11.cryptoki;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The PKCS#11 libraries that this process has loaded: each once, and for as long as the process lives, since others in it
 * may use the same. Thread-safe.
 */
public final class CryptokiLibraries {

    private static final Map<Path, Cryptoki> LOADED = new ConcurrentHashMap<>();

    private CryptokiLibraries() {}

    /**
     * The library in that file.
     *
     * @param file absolute, with links resolved
     * @throws CryptokiException when it does not say which functions it has
     * @throws UnloadableLibraryException when it is no library for this machine, or none of PKCS#11
     */
    public static Cryptoki load(Path file) throws CryptokiException, UnloadableLibraryException {
        Cryptoki loaded = LOADED.get(file);
        if (loaded != null) {
            return loaded;
        }
        Cryptoki fresh;
        try {
            fresh = new NativeCryptoki(file);
        } catch (LinkageError unloadable) {
            // Also thrown where JNA cannot load the native part of its own.
            throw new UnloadableLibraryException(unloadable);
        }
        Cryptoki earlier = LOADED.putIfAbsent(file, fresh);
        return earlier == null ? fresh : earlier;
    }
}
