package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.PublishedVectors.Case;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every Wycheproof file of a primitive in use, whole, through every provider that it comes from. */
class WycheproofTest {

    /** Of what providers have and nothing here uses. */
    private static final Set<String> OF_PROVIDERS_ALONE = Set.of(
            "aes_ff1_base10_test.json",
            "aes_ff1_base36_test.json",
            "aes_ff1_base62_test.json",
            "aes_gcm_siv_test.json",
            "aes_wrap_test.json",
            "ecdsa_secp256r1_sha256_test.json",
            "rsa_oaep_2048_sha256_mgf1sha256_test.json");

    /** How many cases each has. */
    private static final Map<String, Integer> IN_USE = Map.of(
            "aes_gcm_test.json", 316,
            "aes_siv_cmac_test.json", 442,
            "aead_aes_siv_cmac_test.json", 900,
            "aes_kwp_test.json", 254,
            "hkdf_sha256_test.json", 86,
            "hkdf_sha384_test.json", 83,
            "hkdf_sha512_test.json", 83,
            "hmac_sha256_test.json", 174,
            "hmac_sha384_test.json", 174,
            "hmac_sha512_test.json", 174);

    @Test
    void everyFileIsUsed() throws IOException {
        try (Stream<Path> files = Files.list(PublishedVectors.folder("wycheproof"))) {
            TreeSet<String> expected = new TreeSet<>(IN_USE.keySet());
            expected.addAll(OF_PROVIDERS_ALONE);
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aesGcm(JcaProvider providers) throws Exception {
        CryptoProvider provider = providers.provider();
        int direct = 0;
        List<Case> cases = cases("aes_gcm_test.json");
        for (Case each : cases) {
            assertThat(each.ofGroup("tagSize")).as("%s", each).isEqualTo(8 * Aead.TAG_BYTES);
            if (each.ofGroup("ivSize") == 8 * Aead.NONCE_BYTES) {
                sealsAndOpens(each, provider);
            } else {
                // Our messages have no room for other nonces; the cipher underneath is held to them all the same.
                jcaSealsAndOpens(each, provider);
                direct++;
            }
        }
        report(
                "aes_gcm_test.json",
                provider,
                cases.size() + " (" + direct + " of them, with nonces of other lengths"
                        + " than 96 bits, through the provider's cipher itself)");
    }

    private static void sealsAndOpens(Case each, CryptoProvider provider) {
        GcmCipher cipher = new GcmCipher(provider, each.hex("key"));
        byte[] sealed = join(each.hex("iv"), each.hex("ct"), each.hex("tag"));
        byte[] message = each.hex("msg");
        byte[] opened = new byte[message.length];
        if (each.isValid()) {
            byte[] out = new byte[sealed.length];
            cipher.seal(each.hex("iv"), message, 0, message.length, each.hex("aad"), out, 0);
            assertThat(out).as("%s", each).isEqualTo(sealed);
            assertThat(cipher.open(sealed, 0, sealed.length, each.hex("aad")))
                    .as("%s", each)
                    .isEqualTo(message);
            cipher.open(sealed, 0, sealed.length, each.hex("aad"), opened, 0);
            assertThat(opened).as("%s", each).isEqualTo(message);
        } else {
            assertThatThrownBy(() -> cipher.open(sealed, 0, sealed.length, each.hex("aad")))
                    .as("%s", each)
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThatThrownBy(() -> cipher.open(sealed, 0, sealed.length, each.hex("aad"), opened, 0))
                    .as("%s", each)
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThat(opened).as("%s", each).isEqualTo(new byte[message.length]);
        }
    }

    private static void jcaSealsAndOpens(Case each, CryptoProvider provider) throws GeneralSecurityException {
        byte[] sealed = join(each.hex("ct"), each.hex("tag"));
        if (each.isValid()) {
            assertThat(jca(provider, Cipher.ENCRYPT_MODE, each, each.hex("msg")))
                    .as("%s", each)
                    .isEqualTo(sealed);
            assertThat(jca(provider, Cipher.DECRYPT_MODE, each, sealed))
                    .as("%s", each)
                    .isEqualTo(each.hex("msg"));
        } else {
            assertThatThrownBy(() -> jca(provider, Cipher.DECRYPT_MODE, each, sealed))
                    .as("%s", each)
                    .isInstanceOf(Exception.class);
        }
    }

    private static byte[] jca(CryptoProvider provider, int mode, Case each, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = provider.cipher("AES/GCM/NoPadding");
        GCMParameterSpec parameters = new GCMParameterSpec(8 * Aead.TAG_BYTES, each.hex("iv"));
        cipher.init(mode, new SecretKeySpec(each.hex("key"), "AES"), parameters);
        cipher.updateAAD(each.hex("aad"));
        return cipher.doFinal(input);
    }

    @ParameterizedTest
    @EnumSource
    void aesSiv(JcaProvider providers) throws IOException {
        CryptoProvider provider = providers.provider();
        List<Case> cases = cases("aes_siv_cmac_test.json");
        cases.forEach(each -> sivSealsAndOpens(each, provider, each.hex("ct"), each.hex("aad")));
        report("aes_siv_cmac_test.json", provider, cases.size());
    }

    /** Two associated strings, the second of which is the nonce: more than a cell has, the same S2V. */
    @ParameterizedTest
    @EnumSource
    void aesSivWithNonce(JcaProvider providers) throws IOException {
        CryptoProvider provider = providers.provider();
        List<Case> cases = cases("aead_aes_siv_cmac_test.json");
        cases.forEach(each -> sivSealsAndOpens(
                each, provider, join(each.hex("tag"), each.hex("ct")), each.hex("aad"), each.hex("iv")));
        report("aead_aes_siv_cmac_test.json", provider, cases.size());
    }

    private static void sivSealsAndOpens(Case each, CryptoProvider provider, byte[] sealed, byte[]... aad) {
        SivCipher cipher = new SivCipher(provider, each.hex("key"));
        if (each.isValid()) {
            assertThat(cipher.seal(each.hex("msg"), aad)).as("%s", each).isEqualTo(sealed);
            assertThat(cipher.open(sealed, 0, sealed.length, aad))
                    .as("%s", each)
                    .isEqualTo(each.hex("msg"));
        } else {
            assertThatThrownBy(() -> cipher.open(sealed, 0, sealed.length, aad))
                    .as("%s", each)
                    .isInstanceOf(AuthenticationFailedException.class);
        }
    }

    @Test
    void aesKeyWrapWithPadding() throws IOException {
        List<Case> cases = cases("aes_kwp_test.json");
        for (Case each : cases) {
            if (each.isValid()) {
                assertThat(KeyWrap.wrap(each.hex("key"), each.hex("msg")))
                        .as("%s", each)
                        .isEqualTo(each.hex("ct"));
                assertThat(KeyWrap.unwrap(each.hex("key"), each.hex("ct")))
                        .as("%s", each)
                        .isEqualTo(each.hex("msg"));
            } else {
                assertThatThrownBy(() -> KeyWrap.unwrap(each.hex("key"), each.hex("ct")))
                        .as("%s", each)
                        .isInstanceOf(AuthenticationFailedException.class);
            }
        }
        System.out.println("Wycheproof aes_kwp_test.json through BouncyCastle's engine: " + cases.size() + " cases");
    }

    /** Ours is BouncyCastle's engine; a provider's own has to agree with it, should one take its place. */
    @ParameterizedTest
    @EnumSource
    void aesKeyWrapWithPaddingOfTheProvider(JcaProvider providers) throws Exception {
        Provider provider = providers.jca();
        List<Case> cases = cases("aes_kwp_test.json");
        for (Case each : cases) {
            SecretKeySpec wrapping = new SecretKeySpec(each.hex("key"), "AES");
            Cipher cipher = Cipher.getInstance(providers.keyWrapWithPadding(), provider);
            if (each.isValid()) {
                cipher.init(Cipher.WRAP_MODE, wrapping);
                assertThat(cipher.wrap(new SecretKeySpec(each.hex("msg"), "RAW")))
                        .as("%s", each)
                        .isEqualTo(each.hex("ct"));
                cipher.init(Cipher.UNWRAP_MODE, wrapping);
                assertThat(cipher.unwrap(each.hex("ct"), "RAW", Cipher.SECRET_KEY)
                                .getEncoded())
                        .as("%s", each)
                        .isEqualTo(each.hex("msg"));
            } else {
                cipher.init(Cipher.UNWRAP_MODE, wrapping);
                assertThatThrownBy(() -> cipher.unwrap(each.hex("ct"), "RAW", Cipher.SECRET_KEY))
                        .as("%s", each)
                        .isInstanceOf(Exception.class);
            }
        }
        System.out.println(
                "Wycheproof aes_kwp_test.json through " + provider.getName() + " itself: " + cases.size() + " cases");
    }

    @ParameterizedTest
    @EnumSource
    void theCasesRunThroughTheProviderThatIsNamed(JcaProvider providers) {
        CryptoProvider provider = providers.provider();
        String name = providers.jca().getName();
        assertThat(provider.cipher("AES/GCM/NoPadding").getProvider().getName()).isEqualTo(name);
        for (String hash : List.of("HmacSHA256", "HmacSHA384", "HmacSHA512")) {
            assertThat(provider.mac(hash).getProvider().getName()).as(hash).isEqualTo(name);
        }
        assertThat(provider.cipher("AES/CBC/NoPadding").getProvider().getName()).isEqualTo(name);
        // Corretto has no AES-CTR: half of its AES-SIV is the JDK's.
        assertThat(provider.cipher("AES/CTR/NoPadding").getProvider().getName())
                .isEqualTo(providers == JcaProvider.CORRETTO ? "SunJCE" : name);
    }

    @ParameterizedTest
    @CsvSource({
        "SUN_JCE,256", "SUN_JCE,384", "SUN_JCE,512",
        "CORRETTO,256", "CORRETTO,384", "CORRETTO,512",
        "BOUNCY_CASTLE,256", "BOUNCY_CASTLE,384", "BOUNCY_CASTLE,512"
    })
    void hkdf(JcaProvider providers, int hash) throws IOException {
        CryptoProvider provider = providers.provider();
        String file = "hkdf_sha" + hash + "_test.json";
        List<Case> cases = cases(file);
        for (Case each : cases) {
            SecretBytes input = SecretBytes.takeOver(each.hex("ikm"));
            SecretBytes key = Hkdf.extract(provider, "HmacSHA" + hash, each.hex("salt"), input);
            if (each.isValid()) {
                SecretBytes output =
                        Hkdf.expand(provider, "HmacSHA" + hash, key, each.hex("info"), each.number("size"));
                assertThat(output.toByteArray()).as("%s", each).isEqualTo(each.hex("okm"));
            } else {
                assertThatThrownBy(() ->
                                Hkdf.expand(provider, "HmacSHA" + hash, key, each.hex("info"), each.number("size")))
                        .as("%s", each)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        report(file, provider, cases.size());
    }

    @ParameterizedTest
    @CsvSource({
        "SUN_JCE,256", "SUN_JCE,384", "SUN_JCE,512",
        "CORRETTO,256", "CORRETTO,384", "CORRETTO,512",
        "BOUNCY_CASTLE,256", "BOUNCY_CASTLE,384", "BOUNCY_CASTLE,512"
    })
    void hmac(JcaProvider providers, int hash) throws IOException {
        CryptoProvider provider = providers.provider();
        String file = "hmac_sha" + hash + "_test.json";
        List<Case> cases = cases(file);
        for (Case each : cases) {
            byte[] mac = new PooledMac(provider, "HmacSHA" + hash, each.hex("key")).compute(each.hex("msg"));
            boolean matches = Arrays.equals(Arrays.copyOf(mac, each.ofGroup("tagSize") / 8), each.hex("tag"));
            assertThat(matches).as("%s", each).isEqualTo(each.isValid());
        }
        report(file, provider, cases.size());
    }

    private static List<Case> cases(String file) throws IOException {
        List<Case> cases = PublishedVectors.wycheproof(file);
        assertThat(cases).as(file).hasSize(Objects.requireNonNull(IN_USE.get(file)));
        return cases;
    }

    private static void report(String file, CryptoProvider provider, Object cases) {
        System.out.println("Wycheproof " + file + " through " + provider.name() + ": " + cases + " cases");
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(joined::put);
        return joined.array();
    }
}
