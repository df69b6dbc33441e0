package dev.furoshiki.audit;

import dev.furoshiki.crypto.SecretBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * An Ed25519 key of the JDK that signs checkpoints. Thread-safe. The JDK keeps its own copy of the private key, which
 * cannot be zeroed.
 */
public final class Ed25519Key implements CheckpointSigner {

    /** Of the private key, which RFC 8032 calls a seed, and of the public one. */
    public static final int SIZE_BYTES = 32;

    static final int SIGNATURE_BYTES = 64;

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private Ed25519Key(PrivateKey privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new key. */
    public static Ed25519Key generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new Ed25519Key(pair.getPrivate(), encode(((EdECPublicKey) pair.getPublic()).getPoint()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK of 15 and newer has Ed25519", impossible);
        }
    }

    /**
     * The key of which both halves were kept.
     *
     * @param seed 32 bytes; the caller closes it
     * @throws IllegalArgumentException when they are no halves of one key
     */
    public static Ed25519Key of(SecretBytes seed, byte[] publicKey) {
        byte[] copy = seed.toByteArray();
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, copy));
            Ed25519Key signer = new Ed25519Key(key, publicKey.clone());
            byte[] message = new byte[1];
            if (!verifies(publicKey, message, signer.sign(message))) {
                throw new IllegalArgumentException("the public key is another private key's");
            }
            return signer;
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("that is no Ed25519 key", malformed);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** The private key, to be sealed; the caller closes it. */
    public SecretBytes seed() {
        byte[] seed = ((EdECPrivateKey) privateKey)
                .getBytes()
                .orElseThrow(() -> new IllegalStateException("the JDK does not give out the private key"));
        return SecretBytes.takeOver(seed);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("an Ed25519 key of the JDK signs everything", impossible);
        }
    }

    /** Whether the signature is this key's over the message; not of bytes that are no key or no signature. */
    static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != SIZE_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, decode(publicKey)));
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** RFC 8032, 5.1.2: y, little-endian, and in the highest bit whether x is odd. */
    private static byte[] encode(EdECPoint point) {
        byte[] bigEndian = point.getY().toByteArray();
        byte[] encoded = new byte[SIZE_BYTES];
        for (int i = 0; i < Math.min(SIZE_BYTES, bigEndian.length); i++) {
            encoded[i] = bigEndian[bigEndian.length - 1 - i];
        }
        if (point.isXOdd()) {
            encoded[SIZE_BYTES - 1] |= (byte) 0x80;
        }
        return encoded;
    }

    private static EdECPoint decode(byte[] encoded) {
        byte[] bigEndian = new byte[SIZE_BYTES];
        for (int i = 0; i < SIZE_BYTES; i++) {
            bigEndian[i] = encoded[SIZE_BYTES - 1 - i];
        }
        boolean isXOdd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        return new EdECPoint(isXOdd, new BigInteger(1, bigEndian));
    }
}
