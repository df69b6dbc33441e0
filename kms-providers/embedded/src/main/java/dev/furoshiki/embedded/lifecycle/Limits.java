package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidAliasNameException;
import dev.furoshiki.key.KmsException.InvalidGrantIdException;
import dev.furoshiki.key.KmsException.TagException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** AWS KMS's limits on arguments. Stateless; each method throws when its argument is outside. */
public final class Limits {

    public static final int ALIASES_OF_A_KEY = 50;

    public static final int TAGS_OF_A_KEY = 50;
    public static final int GRANTS_OF_A_KEY = 50_000;
    public static final int ON_DEMAND_ROTATIONS = 25;

    private static final int PLAINTEXT_BYTES = 4096;
    private static final int CIPHERTEXT_BYTES = 6144;
    private static final int DATA_KEY_BYTES = 1024;
    private static final int DESCRIPTION_CHARACTERS = 8192;
    private static final int KEY_REFERENCE_CHARACTERS = 2048;
    private static final int ALIAS_CHARACTERS = 256;
    private static final int TAG_KEY_CHARACTERS = 128;
    private static final int TAG_VALUE_CHARACTERS = 256;
    private static final int GRANT_ID_CHARACTERS = 128;
    private static final int CONSTRAINT_PAIRS = 8;
    private static final int CONSTRAINT_CHARACTERS = 384;
    private static final int QUOTED_CHARACTERS = 256;
    private static final int POLICY_CHARACTERS = 131_072;
    private static final int GRANT_TOKENS = 10;
    private static final Pattern LATIN_1 = Pattern.compile("[\\t\\n\\r\\x20-\\xff]*+");
    private static final Pattern GRANT_ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern GRANT_NAME = Pattern.compile("[a-zA-Z0-9:/_-]{1,256}");
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
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

    public static void requireRandom(int sizeBytes) {
        require(sizeBytes, DATA_KEY_BYTES, "random bytes", "bytes");
    }

    /** Of a cached key, as they are reserved: a number below one would make up for others. */
    public static void requireUses(long uses) {
        if (uses < 1) {
            throw new ValidationException("uses of a cached key are reserved from 1 on, not " + uses);
        }
    }

    public static void requireMessage(int sizeBytes) {
        require(sizeBytes, PLAINTEXT_BYTES, "a message", "bytes");
    }

    public static void requireMac(int sizeBytes) {
        require(sizeBytes, CIPHERTEXT_BYTES, "a MAC", "bytes");
    }

    public static void requirePendingWindow(int days) {
        requireDays(days, 7, 30, "the waiting period of a deletion");
    }

    public static void requireRotationPeriod(int days) {
        requireDays(days, 90, 2560, "a rotation period");
    }

    /** Of a key policy, its text; what it says is another question, and that it has no more than a store keeps. */
    public static void requirePolicy(String document) {
        if (document.length() > POLICY_CHARACTERS) {
            throw new ValidationException(
                    "a key policy has at most " + POLICY_CHARACTERS + " characters, not " + document.length());
        }
        if (!LATIN_1.matcher(document).matches()) {
            throw new ValidationException(
                    "a key policy is text of the characters U+0020 to U+00FF, tabs and line breaks: "
                            + "write another one in a string as \\u and four hexadecimal digits");
        }
    }

    public static void requireGrantTokens(int tokens) {
        if (tokens > GRANT_TOKENS) {
            throw new ValidationException("a request has at most " + GRANT_TOKENS + " grant tokens, not " + tokens);
        }
    }

    public static void requireGrantName(String name) {
        if (!name.isEmpty() && !GRANT_NAME.matcher(name).matches()) {
            throw new ValidationException(
                    "a grant's name has 1 to 256 letters, digits, ':', '/', '_' or '-', not " + quoted(name));
        }
    }

    /** The key of a tag, as it may be added. */
    public static void requireTagKey(String key) {
        if (key.isEmpty()
                || key.length() > TAG_KEY_CHARACTERS
                || !TAG.matcher(key).matches()) {
            throw new TagException("a tag's key has 1 to " + TAG_KEY_CHARACTERS
                    + " letters, digits, spaces and _.:/=+-@, not " + quoted(key));
        }
        if (key.regionMatches(true, 0, "aws:", 0, 4)) {
            throw new TagException("tags that begin with aws: are reserved: choose another key than " + key);
        }
    }

    public static void requireTagValue(String key, String value) {
        if (value.length() > TAG_VALUE_CHARACTERS || !TAG.matcher(value).matches()) {
            throw new TagException("the value of the tag " + key + " has at most " + TAG_VALUE_CHARACTERS
                    + " letters, digits, spaces and _.:/=+-@, not " + quoted(value));
        }
    }

    /** Of the form that CreateGrant answers; whether there is such a grant is another question. */
    public static void requireGrantId(String grantId) {
        require(grantId.length(), GRANT_ID_CHARACTERS, "a grant id", "characters");
        if (!GRANT_ID.matcher(grantId).matches()) {
            throw new InvalidGrantIdException("a grant id is 64 hexadecimal digits, not " + quoted(grantId)
                    + ": give the one that CreateGrant answered, or ListGrants lists");
        }
    }

    /** The encryption context of a grant's constraint. */
    public static void requireConstraint(EncryptionContext context) {
        require(context.toMap().size(), CONSTRAINT_PAIRS, "the encryption context of a grant constraint", "pairs");
        context.toMap().forEach((name, value) -> {
            if (value.length() > CONSTRAINT_CHARACTERS) {
                throw new ValidationException(
                        "a value in the encryption context of a grant constraint has at most " + CONSTRAINT_CHARACTERS
                                + " characters, but that of " + quoted(name) + " has " + value.length());
            }
        });
    }

    private static void requireDays(int days, int least, int most, String what) {
        if (days < least || days > most) {
            throw new ValidationException(what + " is " + least + " to " + most + " days, not " + days);
        }
    }

    public static void requireKeyReference(String keyId) {
        require(keyId.length(), KEY_REFERENCE_CHARACTERS, "a key id", "characters");
    }

    public static void requireDescription(String description) {
        if (description.length() > DESCRIPTION_CHARACTERS) {
            throw new ValidationException(
                    "a description has at most " + DESCRIPTION_CHARACTERS + " characters, not " + description.length());
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(description)) {
            throw new ValidationException("a description is Unicode text: this one holds half of a surrogate pair");
        }
    }

    public static void requireAliasName(String name) {
        require(name.length(), ALIAS_CHARACTERS, "an alias name", "characters");
        if (!ALIAS.matcher(name).matches()) {
            throw new ValidationException("an alias name is alias/ and then letters, digits, '/', '_' or '-', "
                    + "such as alias/pii, not '" + name + "'");
        }
    }

    /** Of an alias to be made: as in AWS KMS, some are not for those who make them. */
    public static void requireNewAliasName(String name) {
        requireAliasName(name);
        if (name.startsWith("alias/aws/")) {
            throw new InvalidAliasNameException(
                    "alias names that begin with alias/aws/ are reserved: choose another name than " + name);
        }
    }

    /** Not more of a text that may be of any length than shows which it is. */
    private static String quoted(String text) {
        return "'" + (text.length() > QUOTED_CHARACTERS ? text.substring(0, QUOTED_CHARACTERS) + "…" : text) + "'";
    }

    private static void require(int size, int most, String what, String unit) {
        if (size < 1 || size > most) {
            throw new ValidationException(what + " has 1 to " + most + " " + unit + ", not " + size);
        }
    }
}
