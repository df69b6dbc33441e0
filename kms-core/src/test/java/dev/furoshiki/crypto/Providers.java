package dev.furoshiki.crypto;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The two providers that every primitive is tested with. */
enum Providers {
    JDK,
    CORRETTO;

    /** Skips the test where there is no build of ACCP for this machine. */
    CryptoProvider get() {
        if (this == JDK) {
            return CryptoProvider.jdk();
        }
        Assumptions.assumeTrue(
                CryptoProvider.corretto().isPresent(),
                "skipped: the Amazon Corretto Crypto Provider has no build for this machine");
        return CryptoProvider.corretto().orElseThrow();
    }

    /** Those that run here, for properties. */
    static CryptoProvider[] usable() {
        return Stream.concat(Stream.of(CryptoProvider.jdk()), CryptoProvider.corretto().stream())
                .toArray(CryptoProvider[]::new);
    }
}
