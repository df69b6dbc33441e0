package dev.furoshiki.pkcs11.cryptoki;

import java.util.List;
import java.util.Map;

/**
 * What is used of a PKCS#11 library. Each method is one function of the standard, or the few calls that belong together;
 * each may take a round trip to a device. Thread-safe, but a session serves one thread at a time.
 */
public interface Cryptoki {

    // What the standard calls CKA_...
    long LABEL = 0x03;
    long ID = 0x102;
    long KEY_CLASS = 0x00;
    long KEY_TYPE = 0x100;
    long VALUE_LENGTH = 0x161;
    long ON_TOKEN = 0x01;
    long SENSITIVE = 0x103;
    long EXTRACTABLE = 0x162;
    long MAY_SIGN = 0x108;

    /** CKO_SECRET_KEY. */
    long SECRET_KEY = 0x04;

    /** CKK_AES. */
    long AES = 0x1f;

    /** CKM_AES_CMAC. */
    long AES_CMAC = 0x108a;

    /** C_Initialize for several threads; no error when the process did so before. */
    void initialize() throws CryptokiException;

    /** C_GetSlotList: the slots in which there is a token. Their numbers mean nothing after a restart. */
    long[] slotsWithTokens() throws CryptokiException;

    /** C_GetTokenInfo. */
    TokenInfo tokenInfo(long slot) throws CryptokiException;

    /** C_GetMechanismInfo: whether the token signs with the mechanism. */
    boolean signs(long slot, long mechanism) throws CryptokiException;

    /** C_OpenSession, for reading only. */
    long openSession(long slot) throws CryptokiException;

    /** C_CloseSession; the last one of a process that is closed logs it out. */
    void closeSession(long session) throws CryptokiException;

    /** C_GetSessionInfo: whether this process is logged in to the token as its user, in this session or another. */
    boolean isLoggedIn(long session) throws CryptokiException;

    /** C_Login as the user. The copy that the library reads is zeroed; the array stays the caller's. */
    void login(long session, byte[] pin) throws CryptokiException;

    /** C_FindObjects: the handles of objects with all these attributes, {@code most} of them at most. */
    long[] find(long session, List<Attribute> attributes, int most) throws CryptokiException;

    /** C_GetAttributeValue: the values by type, without those that the object does not have or show. */
    Map<Long, byte[]> attributes(long session, long object, List<Long> types) throws CryptokiException;

    /** C_Sign: a MAC of the message. */
    byte[] sign(long session, long mechanism, long key, byte[] message) throws CryptokiException;
}
