package dev.furoshiki.pkcs11;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The ARNs of a token's keys: {@code arn:furoshiki:pkcs11:<token's label>::key/<CKA_ID in hexadecimal>}. Immutable.
 *
 * <p>The label and not the serial number, so that keys restored to another device under the same label keep their names.
 */
record TokenArns(String prefix) {

    static TokenArns of(String tokenLabel) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : tokenLabel.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                // A colon would end the part, a line break forge a line of a log.
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return new TokenArns("arn:furoshiki:pkcs11:" + encoded + "::");
    }

    String ofKey(byte[] id) {
        return prefix + "key/" + HexFormat.of().formatHex(id);
    }
}
