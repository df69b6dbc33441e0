package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageMacTest {

    /** RFC 4231, test cases 1, 2 and 6. */
    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA_224, 0b, 20, Hi There, 896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
        "HMAC_SHA_256, 0b, 20, Hi There, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "HMAC_SHA_384, 0b, 20, Hi There, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4"
                + "af152e8b2fa9cb6",
        "HMAC_SHA_512, 0b, 20, Hi There, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a7020"
                + "38b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        "HMAC_SHA_224, 4a656665, 1, what do ya want for nothing?, a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
        "HMAC_SHA_512, 4a656665, 1, what do ya want for nothing?, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7"
                + "ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        "HMAC_SHA_224, aa, 131, Test Using Larger Than Block-Size Key - Hash Key First, 95e9a0db962095adaebe9b2d6f0dbce2d4"
                + "99f112f2d2b7273fa6870e"
    })
    void theVectorsOfRfc4231(MessageMac algorithm, String key, int times, String message, String expected) {
        try (SecretBytes secret = SecretBytes.takeOver(HexFormat.of().parseHex(key.repeat(times)))) {
            byte[] mac = algorithm.compute(secret, message.getBytes(StandardCharsets.US_ASCII));
            assertThat(HexFormat.of().formatHex(mac)).isEqualTo(expected);
            assertThat(mac).hasSize(algorithm.sizeBytes());
        }
    }
}
