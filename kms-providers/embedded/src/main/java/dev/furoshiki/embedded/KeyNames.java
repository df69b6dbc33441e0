package dev.furoshiki.embedded;

/** Whether the ARN of a key that a key service answers is that of the key which was named. Stateless. */
final class KeyNames {

    private static final int ARN_PARTS = 6;
    private static final int REGION = 3;
    private static final int RESOURCE = 5;
    private static final String MULTI_REGION = "key/mrk-";

    private KeyNames() {}

    /**
     * An alias may have come to mean another key: that it is not asked about is what an alias is for. Ids are hexadecimal, of
     * which services take either case, and answer one.
     *
     * @param named a key id, key ARN, alias name or alias ARN
     */
    static boolean mayMean(String named, String keyArn) {
        if (named.startsWith("alias/") || named.contains(":alias/")) {
            return true;
        }
        return named.startsWith("arn:")
                ? isSameKey(named, keyArn)
                : keyArn.substring(keyArn.lastIndexOf('/') + 1).equalsIgnoreCase(named);
    }

    /** A key that AWS KMS has in several regions has an ARN in each. */
    private static boolean isSameKey(String one, String other) {
        String[] parts = one.split(":", ARN_PARTS);
        String[] others = other.split(":", ARN_PARTS);
        if (parts.length < ARN_PARTS || others.length < ARN_PARTS) {
            return false;
        }
        for (int i = 0; i < RESOURCE; i++) {
            boolean mayDiffer = i == REGION && parts[RESOURCE].startsWith(MULTI_REGION);
            if (!mayDiffer && !parts[i].equals(others[i])) {
                return false;
            }
        }
        return parts[RESOURCE].equalsIgnoreCase(others[RESOURCE]);
    }
}
