package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.PublishedVectors.Case;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.FPEParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Wycheproof files of primitives that providers have and nothing here uses yet, through the providers' own ciphers and
 * signatures: a key pair of ours is used with them by whoever has it.
 */
class WycheproofJcaTest {

    /** What a provider makes of a case; throws, or gives another answer, where the case is invalid. */
    private interface Opening {
        byte[] open(Case each) throws GeneralSecurityException;
    }

    @ParameterizedTest
    @EnumSource
    void aesKeyWrap(JcaProvider providers) throws Exception {
        String name = providers == JcaProvider.BOUNCY_CASTLE ? "AESWrap" : "AES/KW/NoPadding";
        Cipher cipher = cipher(name, providers);
        // BouncyCastle wraps 8 bytes too, which RFC 3394 leaves out.
        Map<JcaProvider, Set<Integer>> deviating = Map.of(JcaProvider.BOUNCY_CASTLE, Set.of(13, 55, 110));
        run("aes_wrap_test.json", 165, providers, deviating, each -> {
            cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(each.hex("key"), "AES"));
            return cipher.unwrap(each.hex("ct"), "RAW", Cipher.SECRET_KEY).getEncoded();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aesGcmSiv(JcaProvider providers) throws Exception {
        Cipher cipher = cipher("AES/GCM-SIV/NoPadding", providers);
        run("aes_gcm_siv_test.json", 202, providers, Map.of(), each -> {
            AlgorithmParameterSpec parameters = new GCMParameterSpec(128, each.hex("iv"));
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(each.hex("key"), "AES"), parameters);
            cipher.updateAAD(each.hex("aad"));
            byte[] sealed = Arrays.copyOf(each.hex("ct"), each.hex("ct").length + each.hex("tag").length);
            System.arraycopy(each.hex("tag"), 0, sealed, each.hex("ct").length, each.hex("tag").length);
            return cipher.doFinal(sealed);
        });
    }

    /** Sealed too: format-preserving encryption is deterministic. A character that the alphabet has not is no digit. */
    @ParameterizedTest
    @EnumSource
    void aesFf1(JcaProvider providers) throws Exception {
        Cipher cipher = cipher("AES/FF1/NoPadding", providers);
        Map<String, Integer> files = Map.of(
                "aes_ff1_base10_test.json", 3845, "aes_ff1_base36_test.json", 2854, "aes_ff1_base62_test.json", 2474);
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            // BouncyCastle wants a million texts at least, as revision 1 of SP 800-38G does; the vectors are of the
            // first.
            Map<JcaProvider, Set<Integer>> deviating = Map.of(
                    JcaProvider.BOUNCY_CASTLE,
                    PublishedVectors.wycheproof(file.getKey()).stream()
                            .filter(each -> Math.pow(each.ofGroup("radix"), each.ofGroup("msgSize")) < 1_000_000)
                            .map(each -> each.number("tcId"))
                            .collect(Collectors.toSet()));
            run(file.getKey(), file.getValue(), providers, deviating, each -> digits(each, "msg"), each -> {
                SecretKeySpec key = new SecretKeySpec(each.hex("key"), "AES");
                AlgorithmParameterSpec parameters = new FPEParameterSpec(each.ofGroup("radix"), each.hex("tweak"));
                cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
                byte[] sealed = cipher.doFinal(digits(each, "msg"));
                if (!Arrays.equals(sealed, digits(each, "ct"))) {
                    throw new GeneralSecurityException("sealed as another text");
                }
                cipher.init(Cipher.DECRYPT_MODE, key, parameters);
                return cipher.doFinal(sealed);
            });
        }
    }

    private static byte[] digits(Case each, String name) {
        String alphabet = each.group().get("alphabet").getAsString();
        String text = each.test().get(name).getAsString();
        byte[] digits = new byte[text.length()];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) alphabet.indexOf(text.charAt(i));
        }
        return digits;
    }

    @ParameterizedTest
    @EnumSource
    void rsaOaep(JcaProvider providers) throws Exception {
        Cipher cipher = cipher("RSA/ECB/OAEPPadding", providers);
        // Corretto takes no label.
        Map<JcaProvider, Set<Integer>> deviating = Map.of(JcaProvider.CORRETTO, Set.of(8, 9, 10, 33, 34, 35, 36, 37));
        run("rsa_oaep_2048_sha256_mgf1sha256_test.json", 37, providers, deviating, each -> {
            byte[] encoded =
                    HexFormat.of().parseHex(each.group().get("privateKeyPkcs8").getAsString());
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            PSource label = new PSource.PSpecified(each.hex("label"));
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, label));
            return cipher.doFinal(each.hex("ct"));
        });
    }

    /** A signature that verifies is answered by the message. */
    @ParameterizedTest
    @EnumSource
    void ecdsa(JcaProvider providers) throws Exception {
        Signature signature = providers == JcaProvider.SUN_JCE
                ? Signature.getInstance("SHA256withECDSA", "SunEC")
                : Signature.getInstance("SHA256withECDSA", providers.jca());
        // SunEC of JDK 17 reads one encoding that is no DER, and refuses two signatures that are right.
        Map<JcaProvider, Set<Integer>> deviating = Map.of(JcaProvider.SUN_JCE, Set.of(6, 350, 479));
        run("ecdsa_secp256r1_sha256_test.json", 484, providers, deviating, each -> {
            byte[] encoded =
                    HexFormat.of().parseHex(each.group().get("publicKeyDer").getAsString());
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
            signature.initVerify(key);
            signature.update(each.hex("msg"));
            if (!signature.verify(each.hex("sig"))) {
                throw new GeneralSecurityException("does not verify");
            }
            return each.hex("msg");
        });
    }

    private static Cipher cipher(String name, JcaProvider providers) throws GeneralSecurityException {
        try {
            return Cipher.getInstance(name, providers.jca());
        } catch (NoSuchAlgorithmException absent) {
            String skipped = "skipped: " + providers.jca().getName() + " has no " + name;
            System.out.println(skipped);
            Assumptions.abort(skipped);
            throw absent;
        }
    }

    private static void run(
            String file, int count, JcaProvider providers, Map<JcaProvider, Set<Integer>> deviating, Opening opening)
            throws IOException {
        run(file, count, providers, deviating, each -> each.hex("msg"), opening);
    }

    /** @param deviating cases that the provider is known to get wrong, which a newer one may get right */
    private static void run(
            String file,
            int count,
            JcaProvider providers,
            Map<JcaProvider, Set<Integer>> deviating,
            Function<Case, byte[]> message,
            Opening opening)
            throws IOException {
        List<Case> cases = PublishedVectors.wycheproof(file);
        assertThat(cases).as(file).hasSize(count);
        Set<Integer> wrong = new TreeSet<>();
        for (Case each : cases) {
            boolean opens = Arrays.equals(answer(each, opening), message.apply(each));
            if (!each.isAcceptable() && opens != each.isValid()) {
                wrong.add(each.number("tcId"));
            }
        }
        System.out.println("Wycheproof " + file + " through " + providers + "'s own: " + count + " cases"
                + (wrong.isEmpty() ? "" : ", known to deviate: " + wrong));
        assertThat(deviating.getOrDefault(providers, Set.of())).containsAll(wrong);
    }

    private static byte @Nullable [] answer(Case each, Opening opening) {
        try {
            return opening.open(each);
        } catch (GeneralSecurityException | RuntimeException refused) {
            return null;
        }
    }
}
