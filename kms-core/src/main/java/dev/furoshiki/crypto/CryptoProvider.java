package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Where ciphers and MACs come from: the Amazon Corretto Crypto Provider where it is on the class path, works on this
 * machine and passes its known answers, else the JDK's own. Thread-safe.
 *
 * <p>The system property {@value #PROPERTY} decides: {@code auto} (the default), {@code jdk}, or {@code corretto}, which
 * fails where that one cannot be used.
 */
final class CryptoProvider {

    static final String PROPERTY = "furoshiki.crypto.provider";

    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static volatile @Nullable CryptoProvider selected;

    private static final CryptoProvider JDK = findJdk();

    private final Provider provider;
    private final ChunkSize chunks;
    private final @Nullable CryptoProvider otherwise;

    private CryptoProvider(Provider provider, ChunkSize chunks, @Nullable CryptoProvider otherwise) {
        this.provider = provider;
        this.chunks = chunks;
        this.otherwise = otherwise;
    }

    /**
     * The provider for this process, chosen once.
     *
     * @throws IllegalStateException when the property has no known value, or asks for what is not there
     */
    static CryptoProvider selected() {
        CryptoProvider known = selected;
        if (known == null) {
            // Two threads may choose at the same time: both choose the same.
            known = select(System.getProperty(PROPERTY, "auto"));
            selected = known;
        }
        return known;
    }

    static CryptoProvider select(String choice) {
        return switch (choice) {
            case "jdk" -> jdk();
            case "auto" -> corretto().orElseGet(CryptoProvider::jdk);
            case "corretto" ->
                corretto()
                        .orElseThrow(
                                () -> new IllegalStateException(PROPERTY + "=corretto, but the Amazon Corretto Crypto"
                                        + " Provider is not on the class path, does not run on this machine, or fails its known"
                                        + " answers; add software.amazon.cryptools:AmazonCorrettoCryptoProvider with the"
                                        + " classifier of this platform, or set jdk or auto"));
            default -> throw new IllegalStateException(PROPERTY + " is auto, jdk or corretto, not \"" + choice + "\"");
        };
    }

    /** SunJCE by name, since an application may have put a slower provider before it. */
    static CryptoProvider jdk() {
        return JDK;
    }

    private static CryptoProvider findJdk() {
        Provider sun = Security.getProvider("SunJCE");
        if (sun != null) {
            return new CryptoProvider(sun, ChunkSize.inParts(), null);
        }
        try {
            return new CryptoProvider(Cipher.getInstance("AES/GCM/NoPadding").getProvider(), ChunkSize.inParts(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES/GCM/NoPadding", e);
        }
    }

    /** Empty where it is absent, has no build for this platform, or gives a wrong answer. */
    static Optional<CryptoProvider> corretto() {
        try {
            Class<?> type = Class.forName(CORRETTO);
            Provider found = (Provider) type.getField("INSTANCE").get(null);
            return type.getMethod("getLoadingError").invoke(found) == null ? trusted(found) : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    /** A provider that gives the known answers; what it lacks comes from the JDK. */
    static Optional<CryptoProvider> trusted(Provider found) {
        CryptoProvider candidate = new CryptoProvider(found, ChunkSize.whole(), jdk());
        try {
            return KnownAnswers.hold(candidate) ? Optional.of(candidate) : Optional.empty();
        } catch (LinkageError | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    String name() {
        return provider.getName();
    }

    /** How much plaintext to encrypt in one call. */
    ChunkSize chunks() {
        return chunks;
    }

    Cipher cipher(String transformation) {
        try {
            // Naming the provider also keeps the JCA from quietly trying the next one when init fails.
            return Cipher.getInstance(transformation, provider);
        } catch (GeneralSecurityException absent) {
            return orElse(absent).cipher(transformation);
        }
    }

    Mac mac(String algorithm) {
        try {
            return Mac.getInstance(algorithm, provider);
        } catch (GeneralSecurityException absent) {
            return orElse(absent).mac(algorithm);
        }
    }

    private CryptoProvider orElse(GeneralSecurityException absent) {
        if (otherwise == null) {
            throw new IllegalStateException("the provider " + name() + " lacks an algorithm", absent);
        }
        return otherwise;
    }

    @Override
    public String toString() {
        return "CryptoProvider[" + name() + "]";
    }
}
