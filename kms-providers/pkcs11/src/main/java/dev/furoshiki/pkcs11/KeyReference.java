package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What a caller names a key by, with AWS KMS's four forms. Immutable. */
sealed interface KeyReference {

    int MOST_CHARACTERS = 2048;

    /** A CKA_ID may have any length; more than this names no key. */
    int MOST_ID_BYTES = 64;

    Pattern ID = Pattern.compile("(?:[0-9a-fA-F]{2}){1," + MOST_ID_BYTES + "}");

    /** By its label (CKA_LABEL), which may come to mean another key. */
    record ByLabel(String label) implements KeyReference {

        byte[] toBytes() {
            return label.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "the label '" + label + "'";
        }
    }

    /** By its CKA_ID. */
    record ById(String hex) implements KeyReference {

        byte[] toBytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return "the id " + hex;
        }
    }

    /**
     * Reads {@code alias/<label>}, {@code <id>}, or either in an ARN of this token.
     *
     * @throws ValidationException when it is too long or empty
     * @throws NotFoundException when it can be no key of this token
     */
    static KeyReference parse(String keyId, TokenArns arns) {
        if (keyId.isEmpty() || keyId.length() > MOST_CHARACTERS) {
            throw new ValidationException(
                    "a key id has 1 to " + MOST_CHARACTERS + " characters, not " + keyId.length());
        }
        if (!keyId.startsWith("arn:")) {
            return keyId.startsWith("alias/") ? label(keyId) : id(keyId, keyId);
        }
        if (!keyId.startsWith(arns.prefix())) {
            throw new NotFoundException("the key " + keyId + " is not of this token, whose keys are named "
                    + arns.prefix() + "key/<id>: name one of those, or open the other token");
        }
        String resource = keyId.substring(arns.prefix().length());
        return resource.startsWith("key/") ? id(resource.substring("key/".length()), keyId) : label(resource);
    }

    private static KeyReference label(String alias) {
        if (!alias.startsWith("alias/") || alias.length() == "alias/".length()) {
            throw unknown(alias);
        }
        return new ByLabel(alias.substring("alias/".length()));
    }

    private static KeyReference id(String hex, String keyId) {
        if (!ID.matcher(hex).matches()) {
            throw unknown(keyId);
        }
        // One form of each, since tools print both.
        return new ById(HexFormat.of().formatHex(HexFormat.of().parseHex(hex)));
    }

    private static NotFoundException unknown(String keyId) {
        return new NotFoundException("there is no key " + keyId + ": name it by its label (alias/<CKA_LABEL>), by its "
                + "CKA_ID in hexadecimal digits, or by its ARN");
    }
}
