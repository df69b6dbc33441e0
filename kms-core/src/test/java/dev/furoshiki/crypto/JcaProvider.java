package dev.furoshiki.crypto;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Every provider of the JCA that is present, for published vectors; none of them is installed for it. */
enum JcaProvider {
    SUN_JCE("AES/KWP/NoPadding") {
        @Override
        CryptoProvider provider() {
            return CryptoProvider.jdk();
        }
    },
    CORRETTO("AES/KWP/NoPadding") {
        @Override
        CryptoProvider provider() {
            return Providers.CORRETTO.get();
        }
    },
    BOUNCY_CASTLE("AESWrapPad") {
        @Override
        CryptoProvider provider() {
            return CryptoProvider.trusted(BOUNCY).orElseThrow();
        }
    };

    private static final Provider BOUNCY = new BouncyCastleProvider();

    private final String keyWrapWithPadding;

    JcaProvider(String keyWrapWithPadding) {
        this.keyWrapWithPadding = keyWrapWithPadding;
    }

    /** Skips the test where there is no build of ACCP for this machine. */
    abstract CryptoProvider provider();

    /** The provider itself. */
    Provider jca() {
        return provider().cipher("AES/GCM/NoPadding").getProvider();
    }

    /** What it calls RFC 5649. */
    String keyWrapWithPadding() {
        return keyWrapWithPadding;
    }
}
