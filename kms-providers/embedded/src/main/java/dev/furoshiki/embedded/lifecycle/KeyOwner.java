package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.key.KeyArn;
import dev.furoshiki.key.Principal;
import java.util.Optional;

/**
 * The parts that all ARNs of a store have in common.
 *
 * @param account 12 digits
 */
public record KeyOwner(String partition, String region, String account) {

    public static final KeyOwner DEFAULT = new KeyOwner("furoshiki", "local", "000000000000");

    /** What the store has room for. */
    private static final int MOST_CHARACTERS = 64;

    private static final String SOME_KEY = "00000000-0000-0000-0000-000000000000";

    /** @throws IllegalArgumentException when no ARN can be made of the parts */
    public KeyOwner {
        requireShort("partition", partition);
        requireShort("region", region);
        new KeyArn(partition, region, account, SOME_KEY);
    }

    private static void requireShort(String part, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("the " + part + " of a key ARN has at most " + MOST_CHARACTERS
                    + " characters here, not " + text.length());
        }
    }

    /** Who owns the account: may do everything with a key that has no policy of its own. */
    public Principal root() {
        return Principal.root(partition, account);
    }

    public String arnOf(String keyId) {
        return prefix() + "key/" + keyId;
    }

    /** What stands behind the owner's prefix, {@code key/…} or {@code alias/…}; empty for another owner's ARN. */
    Optional<String> resource(String arn) {
        return arn.startsWith(prefix()) ? Optional.of(arn.substring(prefix().length())) : Optional.empty();
    }

    private String prefix() {
        return "arn:" + partition + ":kms:" + region + ":" + account + ":";
    }
}
