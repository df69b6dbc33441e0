package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HKDF, HMAC and Argon2id beside other implementations of them, and their limits. */
class KeyDerivationTest {

    private final byte[] keyBytes = filled(32, 6);
    private final SecretBytes key = SecretBytes.copyOf(keyBytes);
    private final byte[] info = {1, 2, 3};

    @Test
    void expandsAsBouncyCastleDoes() {
        for (int size : new int[] {1, 31, 32, 33, 48, 64, 97, 255 * 32}) {
            byte[] expected = new byte[size];
            HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
            hkdf.init(HKDFParameters.skipExtractParameters(keyBytes, info));
            hkdf.generateBytes(expected, 0, size);
            assertThat(Hkdf.expandSha256(key, info, size).toByteArray()).isEqualTo(expected);
        }
        byte[] expected = new byte[100];
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA384Digest());
        hkdf.init(HKDFParameters.skipExtractParameters(keyBytes, info));
        hkdf.generateBytes(expected, 0, 100);
        assertThat(Hkdf.expandSha384(key, info, 100).toByteArray()).isEqualTo(expected);
    }

    /** RFC 5869, appendices A.1 to A.3: SHA-256, the key extracted and expanded. */
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9,"
                + "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5,"
                + "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, '', '',"
                + "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04,"
                + "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    })
    void hkdfGivesTheKeysOfTheRfc(String input, String salt, String label, String extracted, String expanded) {
        SecretBytes extract = Hkdf.extractSha256(hex(salt), SecretBytes.takeOver(hex(input)));
        assertThat(extract.toByteArray()).isEqualTo(hex(extracted));
        assertThat(Hkdf.expandSha256(extract, hex(label), expanded.length() / 2).toByteArray())
                .isEqualTo(hex(expanded));
    }

    /** RFC 5869, appendix A.2: longer than a block in everything. */
    @Test
    void hkdfGivesTheLongKeyOfTheRfc() {
        SecretBytes extract = Hkdf.extractSha256(range(0x60, 80), SecretBytes.takeOver(range(0, 80)));
        assertThat(extract.toByteArray())
                .isEqualTo(hex("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"));
        assertThat(Hkdf.expandSha256(extract, range(0xb0, 80), 82).toByteArray())
                .isEqualTo(hex("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87"));
    }

    private static byte[] range(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void extractsAsBouncyCastleDoes() {
        for (byte[] salt : new byte[][] {{}, {5}, filled(80, 2)}) {
            assertThat(Hkdf.extractSha256(salt, key).toByteArray())
                    .isEqualTo(new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt, keyBytes));
            assertThat(Hkdf.extractSha384(salt, key).toByteArray())
                    .isEqualTo(new HKDFBytesGenerator(new SHA384Digest()).extractPRK(salt, keyBytes));
        }
    }

    @Test
    void keysAndSizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Hkdf.expandSha256(SecretBytes.random(31), info, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HKDF expands keys of at least 32 bytes, not 31");
        assertThatThrownBy(() -> Hkdf.expandSha256(key, info, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hkdf.expandSha256(key, info, 255 * 32 + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hkdf.expandSha384(key, info, 255 * 48 + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Prf.hmacSha256(SecretBytes.random(31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an HMAC-SHA-256 key has at least 32 bytes, not 31");
    }

    @Test
    void hmacIsThatOfAPlainMacUntilClosed() throws Exception {
        Mac plain = Mac.getInstance("HmacSHA256");
        plain.init(new SecretKeySpec(keyBytes, "HmacSHA256"));
        Prf prf = Prf.hmacSha256(key);
        for (int i = 0; i < 100; i++) {
            assertThat(prf.compute(filled(i, i))).isEqualTo(plain.doFinal(filled(i, i)));
        }
        prf.close();
        assertThatThrownBy(() -> prf.compute(info))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the HMAC key was closed");
    }

    /** RFC 9106, section 5.3. */
    @Test
    void argon2idGivesTheTagOfTheRfc() {
        SecretBytes tag = new Argon2id(32, 3, 4).derive(filled(32, 1), filled(16, 2), filled(8, 3), filled(12, 4));
        assertThat(tag.toByteArray())
                .isEqualTo(HexFormat.of().parseHex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
    }

    @Test
    void argon2idDependsOnEverythingAndKeepsThePassphrase() {
        Argon2id cost = new Argon2id(64, 1, 1);
        byte[] passphrase = {'p', 'w'};
        byte[] derived = cost.derive(passphrase, filled(16, 1)).toByteArray();
        assertThat(derived).hasSize(32);
        assertThat(passphrase).containsExactly('p', 'w');
        assertThat(cost.derive(passphrase, filled(16, 1)).toByteArray()).isEqualTo(derived);
        assertThat(cost.derive(passphrase, filled(16, 2)).toByteArray()).isNotEqualTo(derived);
        assertThat(cost.derive(new byte[] {'p'}, filled(16, 1)).toByteArray()).isNotEqualTo(derived);
        assertThat(new Argon2id(72, 1, 1).derive(passphrase, filled(16, 1)).toByteArray())
                .isNotEqualTo(derived);
        assertThat(new Argon2id(64, 2, 1).derive(passphrase, filled(16, 1)).toByteArray())
                .isNotEqualTo(derived);
        assertThat(new Argon2id(64, 1, 2).derive(passphrase, filled(16, 1)).toByteArray())
                .isNotEqualTo(derived);
    }

    @Test
    void argon2idRefusesWhatIsCheapOrWithoutEnd() {
        assertThatThrownBy(() -> new Argon2id(31, 3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Argon2id's memory in KiB is 32 to 4194304, not 31");
        assertThatThrownBy(() -> new Argon2id(5 << 20, 3, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id(64, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id(64, 1001, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id(64, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id(1024, 1, 65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id(64, 1, 1).derive(new byte[1], new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a salt for Argon2id has at least 16 bytes, not 15");
    }

    /** Stored parameters are read before they can be authenticated: they must not bring the process down. */
    @Test
    void argon2idRefusesMoreMemoryThanTheProcessMayHave() {
        long mostKib = Runtime.getRuntime().maxMemory() / 1024;
        Assumptions.assumeTrue(mostKib < 4 << 20, "skipped: this process may have 4 GiB");
        assertThatThrownBy(() -> new Argon2id(4 << 20, 1, 1).derive(new byte[1], new byte[16]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "Argon2id is to use 4194304 KiB of memory, and this process may have " + mostKib);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
