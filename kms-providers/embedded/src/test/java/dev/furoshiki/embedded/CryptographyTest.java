package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInvalidMacException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.EncryptedDataKeyPair;
import dev.furoshiki.kms.GeneratedDataKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ReEncrypt, data key pairs, MACs and random bytes on a real store. */
class CryptographyTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final EncryptionContext OTHER_CONTEXT = EncryptionContext.of("tenant", "43");

    @TempDir
    Path folder;

    private EmbeddedKeyService keys;
    private String key;
    private String other;

    @BeforeEach
    void open() throws IOException {
        keys = new TestStore(folder).create();
        key = keys.createKey("").keyId();
        other = keys.createKey("").keyId();
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void reEncryptMovesToAnotherKeyAndContext() {
        try (SecretBytes plaintext = SecretBytes.random(100)) {
            EncryptedDataKey sealed = keys.encrypt(key, plaintext, CONTEXT);
            EncryptedDataKey moved = keys.reEncrypt(sealed, CONTEXT, other, OTHER_CONTEXT);
            assertThat(moved.keyArn()).isEqualTo(keys.describeKey(other).arn());
            try (SecretBytes opened = keys.decrypt(moved, OTHER_CONTEXT)) {
                assertThat(opened.sameAs(plaintext)).isTrue();
            }
            assertThatThrownBy(() -> keys.decrypt(moved, CONTEXT)).isInstanceOf(InvalidCiphertextException.class);
            assertThatThrownBy(() -> keys.reEncrypt(sealed, OTHER_CONTEXT, other, CONTEXT))
                    .isInstanceOf(InvalidCiphertextException.class);
            // After a rotation, to the same key: under the newest material.
            keys.rotateKeyOnDemand(key);
            EncryptedDataKey renewed = keys.reEncrypt(sealed, CONTEXT, key, CONTEXT);
            assertThat(renewed.ciphertext()[20]).isEqualTo((byte) 2);
            keys.disableKey(other);
            assertThatThrownBy(() -> keys.reEncrypt(sealed, CONTEXT, other, CONTEXT))
                    .isInstanceOf(DisabledException.class);
        }
    }

    @Test
    void reEncryptNeedsBothPermissions() {
        Principal mover = new Principal("arn:furoshiki:iam::000000000000:role/mover");
        EncryptedDataKey sealed = keys.encrypt(key, SecretBytes.random(1), CONTEXT);
        EmbeddedKeyService moving = keys.as(mover);
        keys.putKeyPolicy(key, policy(mover, "kms:ReEncryptFrom"));
        assertThatThrownBy(() -> moving.reEncrypt(sealed, CONTEXT, other, CONTEXT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("kms:ReEncryptTo");
        keys.putKeyPolicy(other, policy(mover, "kms:ReEncryptTo"));
        moving.reEncrypt(sealed, CONTEXT, other, CONTEXT);
        assertThatThrownBy(() -> moving.reEncrypt(sealed, CONTEXT, key, CONTEXT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("kms:ReEncryptTo");
    }

    @Test
    void aDataKeyWithoutItsPlaintextIsADataKey() {
        EncryptedDataKey sealed = keys.generateDataKeyWithoutPlaintext(key, 24, CONTEXT);
        try (SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
            assertThat(opened.sizeBytes()).isEqualTo(24);
        }
        assertThatThrownBy(() -> keys.generateDataKeyWithoutPlaintext(key, 1025, CONTEXT))
                .isInstanceOf(ValidationException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aPairSignsAndVerifiesWithWhatDecryptOpens(DataKeyPairSpec spec) throws Exception {
        assumeTrue(
                Boolean.getBoolean("furoshiki.soak")
                        || spec == DataKeyPairSpec.RSA_2048
                        || spec.name().startsWith("ECC"),
                "large RSA keys take seconds: with -Psoak");
        byte[] message = {1, 2, 3};
        try (GeneratedDataKeyPair pair = keys.generateDataKeyPair(key, spec, CONTEXT);
                SecretBytes opened = keys.decrypt(pair.encryptedPrivateKey(), CONTEXT)) {
            assertThat(opened.sameAs(pair.privateKey())).isTrue();
            assertThat(verifies(spec, pair.publicKey(), opened, message)).isTrue();
        }
    }

    @Test
    void aPairWithoutItsPlaintextIsAPair() throws Exception {
        byte[] message = {1, 2, 3};
        EncryptedDataKeyPair pair =
                keys.generateDataKeyPairWithoutPlaintext(key, DataKeyPairSpec.ECC_NIST_P384, CONTEXT);
        try (SecretBytes opened = keys.decrypt(pair.encryptedPrivateKey(), CONTEXT)) {
            assertThat(verifies(pair.spec(), pair.publicKey(), opened, message)).isTrue();
        }
        assertThatThrownBy(() -> keys.decrypt(pair.encryptedPrivateKey(), OTHER_CONTEXT))
                .isInstanceOf(InvalidCiphertextException.class);
    }

    @ParameterizedTest
    @EnumSource
    void macsVerifyUnderTheirKeyAndMessageOnly(MacAlgorithm algorithm) {
        String mine = keys.createKey(KeyRequest.of(algorithm.keySpec())).keyId();
        String others = keys.createKey(KeyRequest.of(algorithm.keySpec())).keyId();
        byte[] message = new byte[4096];
        byte[] mac = keys.generateMac(mine, algorithm, message);
        assertThat(mac).hasSize(Integer.parseInt(algorithm.name().substring("HMAC_SHA_".length())) / 8);
        keys.verifyMac(mine, algorithm, message, mac);
        assertThatThrownBy(() -> keys.verifyMac(others, algorithm, message, mac))
                .isInstanceOf(KmsInvalidMacException.class)
                .hasMessageContaining(others);
        for (int i = 0; i < mac.length; i++) {
            byte[] changed = mac.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> keys.verifyMac(mine, algorithm, message, changed))
                    .isInstanceOf(KmsInvalidMacException.class);
        }
        assertThatThrownBy(() -> keys.verifyMac(mine, algorithm, message, new byte[1]))
                .isInstanceOf(KmsInvalidMacException.class);
        message[4095] = 1;
        assertThatThrownBy(() -> keys.verifyMac(mine, algorithm, message, mac))
                .isInstanceOf(KmsInvalidMacException.class);
        assertThatThrownBy(() -> keys.generateMac(mine, algorithm, new byte[4097]))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> keys.generateMac(mine, algorithm, new byte[0]))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> keys.verifyMac(mine, algorithm, message, new byte[0]))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void aKeyIsUsedForWhatItIs() {
        String hmac = keys.createKey(KeyRequest.of(MacAlgorithm.HMAC_SHA_256.keySpec()))
                .keyId();
        assertThatThrownBy(() -> keys.generateMac(key, MacAlgorithm.HMAC_SHA_256, new byte[1]))
                .isInstanceOf(InvalidKeyUsageException.class);
        assertThatThrownBy(() -> keys.generateMac(hmac, MacAlgorithm.HMAC_SHA_512, new byte[1]))
                .isInstanceOf(InvalidKeyUsageException.class)
                .hasMessageContaining("HMAC_512");
        assertThatThrownBy(() -> keys.generateDataKey(hmac, 32, CONTEXT)).isInstanceOf(InvalidKeyUsageException.class);
        assertThatThrownBy(() -> keys.generateDataKeyPair(hmac, DataKeyPairSpec.RSA_2048, CONTEXT))
                .isInstanceOf(InvalidKeyUsageException.class);
    }

    @Test
    void randomBytesAre1To1024() {
        try (SecretBytes first = keys.generateRandom(1024);
                SecretBytes second = keys.generateRandom(1024)) {
            assertThat(first.sameAs(second)).isFalse();
        }
        for (int size : new int[] {0, 1025, -1}) {
            assertThatThrownBy(() -> keys.generateRandom(size)).isInstanceOf(ValidationException.class);
        }
    }

    private String policy(Principal principal, String action) {
        return """
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"},
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "*"}
                ]}""".formatted(keys.principal(), principal, action);
    }

    private static boolean verifies(DataKeyPairSpec spec, byte[] publicKey, SecretBytes privateKey, byte[] message)
            throws Exception {
        boolean rsa = spec.name().startsWith("RSA");
        KeyFactory factory = KeyFactory.getInstance(rsa ? "RSA" : "EC");
        var decoded = factory.generatePublic(new X509EncodedKeySpec(publicKey));
        int bits = decoded instanceof RSAPublicKey key
                ? key.getModulus().bitLength()
                : ((ECPublicKey) decoded).getParams().getOrder().bitLength();
        assertThat(spec.name()).endsWith(String.valueOf(bits));
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey.toByteArray())));
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(decoded);
        signature.update(message);
        return signature.verify(signed);
    }
}
