package dev.furoshiki.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who calls a key service: the ARN of an account's root, a user, a role or a session. Immutable.
 *
 * @param arn such as {@code arn:aws:iam::111122223333:role/shop}
 */
public record Principal(String arn) {

    private static final int MOST_CHARACTERS = 256;

    private static final Pattern FORM = Pattern.compile("arn:[a-z][a-z0-9-]*:(?:iam|sts)::([0-9]{12}):"
            + "(root|(?:user|role|assumed-role|federated-user)/[\\w+=,.@/-]+)");

    /** @throws KmsException.ValidationException when the text is no such ARN */
    public Principal {
        if (arn.length() > MOST_CHARACTERS || !FORM.matcher(arn).matches()) {
            throw new KmsException.ValidationException("a principal is an ARN of at most " + MOST_CHARACTERS
                    + " characters, such as arn:aws:iam::111122223333:role/shop or arn:aws:iam::111122223333:root, not '"
                    + arn + "'");
        }
    }

    /** The root principal of an account: who owns it. */
    public static Principal root(String partition, String account) {
        return new Principal("arn:" + partition + ":iam::" + account + ":root");
    }

    /** Whether the text is a principal's ARN. */
    public static boolean isArn(String text) {
        return text.length() <= MOST_CHARACTERS && FORM.matcher(text).matches();
    }

    /** The 12 digits of the account that the principal belongs to. */
    public String account() {
        return part(1);
    }

    /** Whether it is its account's root. */
    public boolean isRoot() {
        return resource().equals("root");
    }

    /** What stands behind the account: {@code root}, {@code user/…}, {@code role/…}, {@code assumed-role/…}. */
    public String resource() {
        return part(2);
    }

    @Override
    public String toString() {
        return arn;
    }

    private String part(int group) {
        Matcher parts = FORM.matcher(arn);
        if (!parts.matches()) {
            throw new IllegalStateException("checked when it was made");
        }
        return parts.group(group);
    }
}
