package dev.furoshiki.awskms;

import java.util.List;

/** References to keys that are none. */
final class AwsReferences {

    private static final String ABSENT = "99999999-9999-4999-8999-999999999999";

    private AwsReferences() {}

    /** Well formed, in the account and region of that key. */
    static List<String> absent(String keyArn) {
        String owner = keyArn.substring(0, keyArn.indexOf(":key/"));
        return List.of(ABSENT, owner + ":key/" + ABSENT, "alias/furoshiki-absent", owner + ":alias/furoshiki-absent");
    }
}
