package dev.furoshiki.awskms;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that have replicas in several regions, under the same key id and with the same key material: what one replica sealed,
 * another opens.
 */
final class MultiRegionKeys {

    private static final Pattern ARN = Pattern.compile("(arn:[^:]+:kms:)[^:]+(:[0-9]{12}:key/mrk-[0-9a-f]+)");

    private MultiRegionKeys() {}

    /** The ARN of the replica in that region, when this is the ARN of a multi-Region key; else the same name. */
    static String inRegion(String reference, String region) {
        Matcher arn = ARN.matcher(reference);
        return arn.matches() ? arn.group(1) + region + arn.group(2) : reference;
    }
}
