package dev.furoshiki.crypto;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.MacSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** SunJCE's AES-GCM and HMAC with one mistake in them, as a native provider could have it on some machine. */
final class WrongProvider extends Provider {

    private static final long serialVersionUID = 1;

    /** What is wrong. */
    enum Mistake {
        NONE,
        /** One bit of a long ciphertext, where a vectorized loop ends. */
        LONG_CIPHERTEXT,
        /** Any tag is taken for right. */
        TAG_NOT_CHECKED,
        /** One bit of a MAC. */
        MAC,
        /** One bit of a MAC of that kind, which GenerateMac alone makes. */
        MAC_OF_224,
        MAC_OF_512,
        /** The MAC after the first of a key. */
        SECOND_MAC,
        /** Does not work at all. */
        THROWS
    }

    private final transient Mistake mistake;

    WrongProvider(Mistake mistake) {
        super("Wrong", "1", mistake.name());
        this.mistake = mistake;
        for (String mac : new String[] {"HmacSHA224", "HmacSHA256", "HmacSHA384", "HmacSHA512"}) {
            putService(new Service(this, "Mac", mac, WrongMac.class.getName(), null, null) {
                @Override
                public Object newInstance(@Nullable Object parameter) {
                    return new WrongMac(mac, WrongProvider.this.mistake);
                }
            });
        }
        putService(new Service(this, "Cipher", "AES/GCM/NoPadding", WrongGcm.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
                return new WrongGcm(WrongProvider.this.mistake);
            }
        });
    }

    private static final class WrongGcm extends CipherSpi {

        private static final int TAG_BYTES = 16;
        private static final int LONG_BYTES = 4096;

        private final Cipher cipher = CryptoProvider.jdk().cipher("AES/GCM/NoPadding");
        private final Mistake mistake;
        private boolean encrypting;
        private byte[] opened = new byte[0];

        WrongGcm(Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        protected void engineInit(
                int mode, Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            if (mistake == Mistake.THROWS) {
                throw new IllegalStateException("an instruction that this machine does not have");
            }
            encrypting = mode == Cipher.ENCRYPT_MODE;
            cipher.init(mode, key, parameters);
        }

        @Override
        protected void engineUpdateAAD(byte[] aad, int offset, int length) {
            cipher.updateAAD(aad, offset, length);
        }

        @Override
        protected byte[] engineDoFinal(byte[] in, int offset, int length)
                throws javax.crypto.IllegalBlockSizeException, javax.crypto.BadPaddingException {
            try {
                opened = cipher.doFinal(in, offset, length);
            } catch (AEADBadTagException refused) {
                if (mistake != Mistake.TAG_NOT_CHECKED) {
                    throw refused;
                }
                return new byte[length - TAG_BYTES];
            }
            if (mistake == Mistake.LONG_CIPHERTEXT && encrypting && length > LONG_BYTES) {
                opened[LONG_BYTES] ^= 1;
            }
            return opened;
        }

        @Override
        protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int outOffset)
                throws javax.crypto.IllegalBlockSizeException, javax.crypto.BadPaddingException {
            byte[] result = engineDoFinal(in, offset, length);
            System.arraycopy(result, 0, out, outOffset, result.length);
            return result.length;
        }

        @Override
        protected byte[] engineUpdate(byte[] in, int offset, int length) {
            throw new UnsupportedOperationException("a native provider is given a message at once");
        }

        @Override
        protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset) {
            throw new UnsupportedOperationException("a native provider is given a message at once");
        }

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return cipher.getBlockSize();
        }

        @Override
        protected int engineGetOutputSize(int length) {
            return cipher.getOutputSize(length);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }

        @Override
        protected void engineInit(int mode, Key key, @Nullable SecureRandom random) {
            throw new UnsupportedOperationException("a nonce is always given");
        }

        @Override
        protected void engineInit(
                int mode, Key key, @Nullable AlgorithmParameters parameters, @Nullable SecureRandom random) {
            throw new UnsupportedOperationException("a nonce is given as a specification");
        }
    }

    private static final class WrongMac extends MacSpi {

        private final javax.crypto.Mac mac;
        private final Mistake mistake;
        private int made;

        WrongMac(String algorithm, Mistake mistake) {
            this.mac = CryptoProvider.jdk().mac(algorithm);
            this.mistake = mistake;
        }

        @Override
        protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters) throws InvalidKeyException {
            if (!(key instanceof SecretKey)) {
                throw new InvalidKeyException("no secret key");
            }
            mac.init(key);
        }

        @Override
        protected byte[] engineDoFinal() {
            byte[] result = mac.doFinal();
            made++;
            if (mistake == Mistake.MAC
                    || (mistake == Mistake.MAC_OF_224 && result.length == 28)
                    || (mistake == Mistake.MAC_OF_512 && result.length == 64)
                    || (mistake == Mistake.SECOND_MAC && made == 2)) {
                result[0] ^= 1;
            }
            return result;
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
