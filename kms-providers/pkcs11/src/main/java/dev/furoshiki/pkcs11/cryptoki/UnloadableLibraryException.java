package dev.furoshiki.pkcs11.cryptoki;

import java.util.Objects;

/** The system's linker, or JNA, cannot load a library; the message is theirs, on one line. */
public final class UnloadableLibraryException extends Exception {

    private static final long serialVersionUID = 1L;

    UnloadableLibraryException(LinkageError reason) {
        super(
                Objects.toString(reason.getMessage(), reason.getClass().getName())
                        .replaceAll("\\s*\\R\\s*", "; "),
                reason);
    }
}
