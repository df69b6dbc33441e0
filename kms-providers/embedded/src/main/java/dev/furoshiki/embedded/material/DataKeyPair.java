package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.DataKeyPairSpec;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/**
 * A fresh pair of keys through the JCA. Closing it zeroes the private key's encoding; the JCA's own key object is out of
 * reach.
 *
 * @param publicKey DER of an X.509 SubjectPublicKeyInfo
 * @param privateKey DER of a PKCS #8 PrivateKeyInfo
 */
@SuppressWarnings("ArrayRecordComponent") // made, read and dropped; nobody compares or prints it
public record DataKeyPair(byte[] publicKey, SecretBytes privateKey) implements AutoCloseable {

    public static DataKeyPair generate(DataKeyPairSpec spec) {
        return switch (spec) {
            case RSA_2048 -> rsa(2048);
            case RSA_3072 -> rsa(3072);
            case RSA_4096 -> rsa(4096);
            case ECC_NIST_P256 -> ec("secp256r1");
            case ECC_NIST_P384 -> ec("secp384r1");
            case ECC_NIST_P521 -> ec("secp521r1");
        };
    }

    @Override
    public void close() {
        privateKey.close();
    }

    private static DataKeyPair rsa(int bits) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    private static DataKeyPair ec(String curve) {
        return generate("EC", new ECGenParameterSpec(curve));
    }

    private static DataKeyPair generate(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            KeyPair pair = generator.generateKeyPair();
            return new DataKeyPair(
                    pair.getPublic().getEncoded(),
                    SecretBytes.takeOver(pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this Java runtime makes no such pair of " + algorithm + " keys", absent);
        }
    }
}
