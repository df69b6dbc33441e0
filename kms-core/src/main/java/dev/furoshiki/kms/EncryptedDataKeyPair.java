package dev.furoshiki.kms;

import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.Objects;

/** What GenerateDataKeyPairWithoutPlaintext returns: the public key, and the private key sealed. Immutable. */
public final class EncryptedDataKeyPair {

    private final DataKeyPairSpec spec;
    private final byte[] publicKey;
    private final EncryptedDataKey encryptedPrivateKey;

    /** @param publicKey DER of an X.509 SubjectPublicKeyInfo; copied */
    public EncryptedDataKeyPair(DataKeyPairSpec spec, byte[] publicKey, EncryptedDataKey encryptedPrivateKey) {
        this.spec = Objects.requireNonNull(spec, "spec");
        this.publicKey = Objects.requireNonNull(publicKey, "publicKey").clone();
        this.encryptedPrivateKey = Objects.requireNonNull(encryptedPrivateKey, "encryptedPrivateKey");
    }

    /** What pair it is. */
    public DataKeyPairSpec spec() {
        return spec;
    }

    /** DER of an X.509 SubjectPublicKeyInfo (RFC 5280); a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** DER of a PKCS #8 PrivateKeyInfo (RFC 5958), sealed: Decrypt opens it. */
    public EncryptedDataKey encryptedPrivateKey() {
        return encryptedPrivateKey;
    }
}
