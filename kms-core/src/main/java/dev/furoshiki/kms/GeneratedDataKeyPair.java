package dev.furoshiki.kms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.Objects;

/**
 * What GenerateDataKeyPair returns: the public key, the private key, and the private key sealed. Closing it zeroes the
 * private key. Thread-safe.
 */
public final class GeneratedDataKeyPair implements AutoCloseable {

    private final EncryptedDataKeyPair encrypted;
    private final SecretBytes privateKey;

    /** @param privateKey taken over: whoever closes this closes it */
    public GeneratedDataKeyPair(EncryptedDataKeyPair encrypted, SecretBytes privateKey) {
        this.encrypted = Objects.requireNonNull(encrypted, "encrypted");
        this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
    }

    /** What pair it is. */
    public DataKeyPairSpec spec() {
        return encrypted.spec();
    }

    /** DER of an X.509 SubjectPublicKeyInfo (RFC 5280); a copy. */
    public byte[] publicKey() {
        return encrypted.publicKey();
    }

    /** DER of a PKCS #8 PrivateKeyInfo (RFC 5958); owned by whoever holds this object. */
    public SecretBytes privateKey() {
        return privateKey;
    }

    /** The private key sealed: Decrypt opens it. */
    public EncryptedDataKey encryptedPrivateKey() {
        return encrypted.encryptedPrivateKey();
    }

    @Override
    public void close() {
        privateKey.close();
    }
}
