package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.key.KmsException.InvalidAliasNameException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.util.regex.Pattern;

/** AWS KMS's limits on arguments. Stateless; each method throws when its argument is outside. */
public final class Limits {

    public static final int ALIASES_OF_A_KEY = 50;

    private static final int PLAINTEXT_BYTES = 4096;
    private static final int CIPHERTEXT_BYTES = 6144;
    private static final int DATA_KEY_BYTES = 1024;
    private static final int DESCRIPTION_CHARACTERS = 8192;
    private static final int KEY_REFERENCE_CHARACTERS = 2048;
    private static final int ALIAS_CHARACTERS = 256;
    private static final Pattern ALIAS = Pattern.compile("alias/[a-zA-Z0-9/_-]+");

    private Limits() {}

    public static void requirePlaintext(int sizeBytes) {
        require(sizeBytes, PLAINTEXT_BYTES, "a plaintext to encrypt", "bytes");
    }

    public static void requireCiphertext(int sizeBytes) {
        require(sizeBytes, CIPHERTEXT_BYTES, "a ciphertext to decrypt", "bytes");
    }

    public static void requireDataKey(int sizeBytes) {
        require(sizeBytes, DATA_KEY_BYTES, "a data key", "bytes");
    }

    public static void requireKeyReference(String keyId) {
        require(keyId.length(), KEY_REFERENCE_CHARACTERS, "a key id", "characters");
    }

    public static void requireDescription(String description) {
        if (description.length() > DESCRIPTION_CHARACTERS) {
            throw new ValidationException(
                    "a description has at most " + DESCRIPTION_CHARACTERS + " characters, not " + description.length());
        }
    }

    public static void requireAliasName(String name) {
        require(name.length(), ALIAS_CHARACTERS, "an alias name", "characters");
        if (!ALIAS.matcher(name).matches()) {
            throw new InvalidAliasNameException("an alias name is alias/ and then letters, digits, '/', '_' or '-', "
                    + "such as alias/pii, not '" + name + "'");
        }
        if (name.startsWith("alias/aws/")) {
            throw new InvalidAliasNameException(
                    "alias names that begin with alias/aws/ are reserved: choose another name than " + name);
        }
    }

    private static void require(int size, int most, String what, String unit) {
        if (size < 1 || size > most) {
            throw new ValidationException(what + " has 1 to " + most + " " + unit + ", not " + size);
        }
    }
}
