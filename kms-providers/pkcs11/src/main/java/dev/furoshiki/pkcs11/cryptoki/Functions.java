package dev.furoshiki.pkcs11.cryptoki;

/** The functions of a PKCS#11 library, called by their place in its list. Thread-safe. */
@FunctionalInterface
interface Functions {

    /**
     * Calls one.
     *
     * @param arguments CK_ULONG as NativeLong, CK_BBOOL as byte, the rest as pointers, of which {@code Pointer.NULL} is one
     * @throws CryptokiException when it returns anything but CKR_OK
     */
    void call(FunctionTable.Entry entry, Object... arguments) throws CryptokiException;
}
