package dev.furoshiki.key;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who calls a key service: the ARN of an account's root, a user, a role or a session. Immutable.
 *
 * @param arn such as {@code arn:aws:iam::111122223333:role/shop}
 */
public record Principal(String arn) {

    private static final int MOST_CHARACTERS = 256;

    /** As AWS has them: users and roles can have a path, sessions are STS's and have none. */
    private static final Pattern FORM = Pattern.compile("arn:[a-z][a-z0-9-]*:"
            + "(?:iam::[0-9]{12}:(?:root|(?:user|role)/[\\w+=,.@/-]+)"
            + "|sts::[0-9]{12}:(?:assumed-role/[\\w+=,.@-]+/|federated-user/)[\\w+=,.@-]+)");

    /** @throws KmsException.ValidationException when the text is no such ARN */
    public Principal {
        Objects.requireNonNull(arn, "arn");
        if (!isArn(arn)) {
            throw new KmsException.ValidationException("a principal is an ARN of at most " + MOST_CHARACTERS
                    + " characters, such as arn:aws:iam::111122223333:role/shop or arn:aws:iam::111122223333:root, not '"
                    + (arn.length() > MOST_CHARACTERS ? arn.substring(0, MOST_CHARACTERS) + "…" : arn) + "'");
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
        return part(4);
    }

    /** Whether it is its account's root. */
    public boolean isRoot() {
        return resource().equals("root");
    }

    /** What stands behind the account: {@code root}, {@code user/…}, {@code role/…}, {@code assumed-role/…}. */
    public String resource() {
        return part(5);
    }

    /** What the ARNs of a role's sessions begin with, and no others; empty for who is no role. */
    public Optional<String> sessions() {
        String resource = resource();
        return resource.startsWith("role/")
                ? Optional.of("arn:" + part(1) + ":sts::" + account() + ":assumed-role/"
                        + resource.substring(resource.lastIndexOf('/') + 1) + "/")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return arn;
    }

    private String part(int index) {
        return arn.split(":", -1)[index];
    }
}
