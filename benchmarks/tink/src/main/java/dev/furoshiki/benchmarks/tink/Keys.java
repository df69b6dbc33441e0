package dev.furoshiki.benchmarks.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;

/**
 * The two keysets of the application, apart so that the index can stay when the other is rotated.
 *
 * @param cells AES-256-GCM
 * @param index HMAC-SHA-256
 */
record Keys(KeysetHandle cells, KeysetHandle index) {

    /** What has to be called before anything else of Tink's. */
    static void register() throws GeneralSecurityException {
        AeadConfig.register();
        PrfConfig.register();
    }

    static Keys generate() throws GeneralSecurityException {
        register();
        return new Keys(
                newAead(),
                KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF, RegistryConfiguration.get()));
    }

    static KeysetHandle newAead() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
    }

    static Aead aead(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    Aead aead() throws GeneralSecurityException {
        return aead(cells);
    }

    PrfSet prf() throws GeneralSecurityException {
        return index.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
    }
}
