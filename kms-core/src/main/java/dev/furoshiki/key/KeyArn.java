package dev.furoshiki.key;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The full name of a key: {@code arn:<partition>:kms:<region>:<account>:key/<keyId>}. Immutable.
 *
 * @param account 12 digits
 * @param keyId a UUID in lower case
 */
public record KeyArn(String partition, String region, String account, String keyId) {

    private static final Pattern FORM = Pattern.compile("arn:([a-z][a-z0-9-]*):kms:([a-z0-9-]+):([0-9]{12}):key/"
            + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    /** @throws IllegalArgumentException when the parts do not make an ARN */
    public KeyArn {
        if (!FORM.matcher(text(partition, region, account, keyId)).matches()) {
            throw new IllegalArgumentException(
                    "not the parts of a key ARN: " + text(partition, region, account, keyId));
        }
    }

    /** The ARN that the text is, if it is one. */
    public static Optional<KeyArn> parse(String text) {
        Matcher arn = FORM.matcher(text);
        return arn.matches()
                ? Optional.of(new KeyArn(arn.group(1), arn.group(2), arn.group(3), arn.group(4)))
                : Optional.empty();
    }

    /** The same owner's ARN of another key. */
    public KeyArn withKeyId(String otherKeyId) {
        return new KeyArn(partition, region, account, otherKeyId);
    }

    /** The ARN as text. */
    @Override
    public String toString() {
        return text(partition, region, account, keyId);
    }

    private static String text(String partition, String region, String account, String keyId) {
        return "arn:" + partition + ":kms:" + region + ":" + account + ":key/" + keyId;
    }
}
