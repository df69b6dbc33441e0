package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.pkcs11.cryptoki.Attribute;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A key of the token that was found and may be used, for as long as the session is held in which it was found: handles of
 * objects are not kept, since a token may give a freed one to another key.
 */
final class TokenKey implements MessageKeySource {

    private static final int KEY_BYTES = 32;
    private static final int MAC_BYTES = 16;
    private static final byte[] NOT_WRITTEN = new byte[MAC_BYTES];
    private static final int MOST_FOUND = 2;
    private static final List<Long> CHECKED =
            List.of(Cryptoki.ID, Cryptoki.VALUE_LENGTH, Cryptoki.SENSITIVE, Cryptoki.EXTRACTABLE, Cryptoki.MAY_SIGN);

    private final TokenSession session;
    private final long handle;
    private final byte[] id;

    private TokenKey(TokenSession session, long handle, byte[] id) {
        this.session = session;
        this.handle = handle;
        this.id = id;
    }

    /**
     * The only AES key that the reference names.
     *
     * @throws NotFoundException when there is none
     * @throws KmsInvalidStateException when there are several, or the key has no CKA_ID
     * @throws InvalidKeyUsageException when it can leave the token, has not 256 bits, or makes no MACs
     * @throws IncorrectKeyException when it was asked for by another CKA_ID than it has
     */
    static TokenKey find(TokenSession session, KeyReference reference) throws CryptokiException {
        Attribute name = reference instanceof KeyReference.ByLabel byLabel
                ? Attribute.of(Cryptoki.LABEL, byLabel.toBytes())
                : Attribute.of(Cryptoki.ID, ((KeyReference.ById) reference).toBytes());
        long[] found = session.cryptoki()
                .find(
                        session.handle(),
                        List.of(
                                name,
                                Attribute.flag(Cryptoki.ON_TOKEN, true),
                                Attribute.number(Cryptoki.KEY_CLASS, Cryptoki.SECRET_KEY),
                                Attribute.number(Cryptoki.KEY_TYPE, Cryptoki.AES)),
                        MOST_FOUND);
        if (found.length == 0) {
            // Who was logged out sees no keys at all: that is not to be taken for a key that is gone.
            session.requireLogin();
            throw new NotFoundException("there is no AES key with " + reference + " in the token " + session.token()
                    + ": correct the name, or make the key with the token's own tools");
        }
        if (found.length > 1) {
            throw new KmsInvalidStateException("several AES keys in the token " + session.token() + " have " + reference
                    + ", so that it names none: name the key by its CKA_ID, or give the others another "
                    + (reference instanceof KeyReference.ByLabel ? "label" : "CKA_ID"));
        }
        return checked(session, found[0], reference);
    }

    private static TokenKey checked(TokenSession session, long handle, KeyReference reference)
            throws CryptokiException {
        String key = "the key with " + reference + " in the token " + session.token();
        Map<Long, byte[]> attributes = session.cryptoki().attributes(session.handle(), handle, CHECKED);
        byte[] id = attributes.get(Cryptoki.ID);
        if (id == null || id.length == 0 || id.length > KeyReference.MOST_ID_BYTES) {
            throw new KmsInvalidStateException(key + " has no CKA_ID of 1 to " + KeyReference.MOST_ID_BYTES
                    + " bytes, by which its ciphertexts could name it: give it one");
        }
        if (reference instanceof KeyReference.ById byId && !Arrays.equals(id, byId.toBytes())) {
            throw new IncorrectKeyException("asked for " + reference + ", the token " + session.token()
                    + " showed the key with the id " + HexFormat.of().formatHex(id)
                    + ", which was not used: its library does not keep to the standard");
        }
        byte[] length = attributes.get(Cryptoki.VALUE_LENGTH);
        if (length == null || Attribute.asNumber(length) != KEY_BYTES) {
            throw new InvalidKeyUsageException(key + " is not an AES key of 256 bits: name one that is");
        }
        if (!is(attributes, Cryptoki.SENSITIVE, true) || !is(attributes, Cryptoki.EXTRACTABLE, false)) {
            throw new InvalidKeyUsageException(key + " could be read or taken out of it: make a new one with "
                    + "CKA_SENSITIVE true and CKA_EXTRACTABLE false, and name that");
        }
        if (!is(attributes, Cryptoki.MAY_SIGN, true)) {
            throw new InvalidKeyUsageException(key + " may not make MACs (CKA_SIGN is not true), which is what message "
                    + "keys are derived by: name one that may");
        }
        return new TokenKey(session, handle, id);
    }

    /** A copy of its CKA_ID. */
    byte[] id() {
        return id.clone();
    }

    @Override
    public SecretBytes mac(byte[] message) throws CryptokiException {
        byte[] mac = session.cryptoki().sign(session.handle(), Cryptoki.AES_CMAC, handle, message);
        if (mac.length != MAC_BYTES) {
            Arrays.fill(mac, (byte) 0);
            throw nonstandard("made an AES-CMAC of " + mac.length + " bytes instead of 16");
        }
        if (MessageDigest.isEqual(mac, NOT_WRITTEN)) {
            // Taken for a MAC, it would make a message key that everybody has.
            throw nonstandard("said that it made an AES-CMAC, and wrote none");
        }
        return SecretBytes.takeOver(mac);
    }

    private KmsInternalException nonstandard(String what) {
        return new KmsInternalException(
                "the token " + session.token() + " " + what + ": its library does not keep to the standard", null);
    }

    @Override
    public String toString() {
        return "TokenKey[" + HexFormat.of().formatHex(id) + " in " + session.token() + "]";
    }

    private static boolean is(Map<Long, byte[]> attributes, long type, boolean expected) {
        byte[] flag = attributes.get(type);
        return flag != null && flag.length == 1 && flag[0] == (expected ? 1 : 0);
    }
}
