package dev.furoshiki.pkcs11.cryptoki;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.furoshiki.pkcs11.cryptoki.FunctionTable.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * SoftHSM as tests use it: one configuration and folder of tokens for each JVM. Where it is not installed, the tests that
 * need it say so and are skipped.
 */
public final class SoftHsm {

    private static final Optional<Path> LIBRARY = Stream.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so",
                    "/usr/local/lib/softhsm/libsofthsm2.so",
                    "/opt/homebrew/lib/softhsm/libsofthsm2.so")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst();

    private static final AtomicInteger TOKENS = new AtomicInteger();

    private static final Path FOLDER =
            Path.of("target", "softhsm-" + ProcessHandle.current().pid()).toAbsolutePath();

    private SoftHsm() {}

    private static final class Started {
        static final NativeCryptoki INSTANCE = start();

        private static NativeCryptoki start() {
            try {
                Files.createDirectories(tokens());
                Files.writeString(
                        configuration(),
                        "directories.tokendir = " + tokens() + "\nobjectstore.backend = file\nlog.level = ERROR\n");
                // SoftHSM reads its environment, which Java cannot change, when it is initialised.
                NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {
                    "SOFTHSM2_CONF", configuration().toString(), 1
                });
                Cryptoki loaded = CryptokiLibraries.load(library().toRealPath());
                loaded.initialize();
                return (NativeCryptoki) loaded;
            } catch (IOException | CryptokiException | UnloadableLibraryException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    /** Skips the test, and says why, where there is no SoftHSM. */
    public static void assumeInstalled() {
        assumeTrue(
                LIBRARY.isPresent() && !Platform.isWindows(),
                "SoftHSM is not installed: apt-get install softhsm2, or the like");
    }

    public static Path library() {
        return LIBRARY.orElseThrow();
    }

    static NativeCryptoki cryptoki() {
        assumeInstalled();
        return Started.INSTANCE;
    }

    /** For SOFTHSM2_CONF of other processes. */
    public static Path configuration() {
        return FOLDER.resolve("softhsm2.conf");
    }

    public static Path tokens() {
        return FOLDER.resolve("tokens");
    }

    /** The library itself, to be put behind something that makes it fail. */
    public static Cryptoki calls() {
        return cryptoki();
    }

    /** A new token with a label of its own, and a PIN. Not one that begins as in docs: pkcs11-tool takes the first that does. */
    public static SoftToken newToken() throws CryptokiException {
        SoftToken token = newTokenWithoutPin();
        token.setPin();
        return token;
    }

    /** A second token with the label of a first. */
    public static SoftToken anotherTokenNamed(String label) throws CryptokiException {
        SoftToken token = SoftToken.make(cryptoki(), label);
        token.setPin();
        return token;
    }

    public static SoftToken newTokenWithoutPin() throws CryptokiException {
        return SoftToken.make(cryptoki(), "till " + TOKENS.incrementAndGet());
    }

    /** Ends all sessions of this process and starts anew, as if the library had been unplugged and plugged in. */
    public static void restart() throws CryptokiException {
        stop();
        cryptoki().initialize();
    }

    public static void stop() throws CryptokiException {
        cryptoki().functions().call(new Entry(1, "C_Finalize"), Pointer.NULL);
    }
}
