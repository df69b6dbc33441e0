package dev.furoshiki.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Known answers that a native provider must give at start-up before it is trusted with data: its code is chosen by the
 * machine's instruction set, so it may be right on one machine and wrong on another. Stateless.
 */
final class KnownAnswers {

    /** Lengths around the strides of vectorized implementations, and past the chunks that the JDK is fed. */
    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 64, 127, 255, 256, 1023, 4096, 8192 + 33, 65536 + 33};

    private KnownAnswers() {}

    /** Whether the provider agrees with published vectors, and with the JDK where vectors are too short. */
    static boolean hold(CryptoProvider provider) {
        return sealsAsPublished(provider) && macsAsPublished(provider) && agrees(provider, CryptoProvider.jdk());
    }

    /** Test case 16 of the GCM specification (McGrew and Viega). */
    private static boolean sealsAsPublished(CryptoProvider provider) {
        byte[] key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        byte[] plaintext = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] sealed = hex("cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");
        GcmCipher cipher = new GcmCipher(provider, key);
        byte[] out = new byte[sealed.length];
        cipher.seal(Arrays.copyOf(sealed, Aead.NONCE_BYTES), plaintext, 0, plaintext.length, aad, out, 0);
        return Arrays.equals(sealed, out)
                && Arrays.equals(plaintext, cipher.open(sealed, 0, sealed.length, aad))
                && refusesFlippedBits(cipher, sealed, aad);
    }

    private static boolean refusesFlippedBits(GcmCipher cipher, byte[] sealed, byte[] aad) {
        for (int position : new int[] {0, Aead.NONCE_BYTES, sealed.length - 1}) {
            byte[] flipped = sealed.clone();
            flipped[position] ^= 1;
            try {
                cipher.open(flipped, 0, flipped.length, aad);
                return false;
            } catch (AuthenticationFailedException expected) {
                // What a working tag check does.
            }
        }
        return true;
    }

    /** Test case 2 of RFC 4231. */
    private static boolean macsAsPublished(CryptoProvider provider) {
        byte[] input = hex("7768617420646f2079612077616e7420666f72206e6f7468696e673f");
        return macs(provider, "HmacSHA224", input, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44")
                && macs(
                        provider,
                        "HmacSHA256",
                        input,
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
                && macs(
                        provider,
                        "HmacSHA384",
                        input,
                        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                                + "8e2240ca5e69e2c78b3239ecfab21649")
                && macs(
                        provider,
                        "HmacSHA512",
                        input,
                        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
    }

    private static boolean macs(CryptoProvider provider, String algorithm, byte[] input, String expected) {
        PooledMac mac = new PooledMac(provider, algorithm, hex("4a656665"));
        byte[] first = mac.compute(input);
        // Twice, since a pooled MAC is used again without a new key.
        byte[] again = mac.compute(input);
        return Arrays.equals(hex(expected), first) && Arrays.equals(first, again);
    }

    private static boolean agrees(CryptoProvider provider, CryptoProvider reference) {
        byte[] key = counting(32);
        byte[] nonce = counting(Aead.NONCE_BYTES);
        byte[] aad = counting(37);
        for (int length : LENGTHS) {
            byte[] plaintext = counting(length);
            byte[] mine = new byte[length + Aead.OVERHEAD_BYTES];
            byte[] theirs = new byte[length + Aead.OVERHEAD_BYTES];
            new GcmCipher(provider, key.clone()).seal(nonce, plaintext, 0, length, aad, mine, 0);
            new GcmCipher(reference, key.clone()).seal(nonce, plaintext, 0, length, aad, theirs, 0);
            byte[] opened = new GcmCipher(provider, key.clone()).open(theirs, 0, theirs.length, aad);
            if (!Arrays.equals(mine, theirs) || !Arrays.equals(plaintext, opened)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
