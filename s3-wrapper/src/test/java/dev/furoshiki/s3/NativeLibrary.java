package dev.furoshiki.s3;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import software.amazon.awssdk.crt.CRT;

/** The SDK's native aws-crt, which has code for most platforms and not for all. */
final class NativeLibrary {

    private NativeLibrary() {}

    static void assumeLoaded() {
        String failure = failure();
        assumeTrue(failure.isEmpty(), "not tested with aws-crt, which cannot be loaded here: " + failure);
    }

    private static String failure() {
        try {
            CRT.checkLoaded();
            return "";
        } catch (RuntimeException | LinkageError e) {
            return e.toString();
        }
    }
}
