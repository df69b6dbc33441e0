package dev.furoshiki;

import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProvider;
import dev.furoshiki.kms.KeyProviderUri;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The providers of key services on the class path, by scheme. */
final class KeyServices {

    private KeyServices() {}

    static KeyManagementService open(String uri) {
        KeyProviderUri parsed = KeyProviderUri.parse(uri);
        TreeMap<String, KeyProvider> known = new TreeMap<>();
        // The application's own class loader first: in a container this library may have been loaded by a parent of it.
        for (ClassLoader loader : loaders()) {
            ServiceLoader.load(KeyProvider.class, loader)
                    .forEach(provider -> known.putIfAbsent(provider.scheme(), provider));
        }
        KeyProvider provider = known.get(parsed.scheme());
        if (provider == null) {
            throw new NotFoundException("there is no key service for the scheme '" + parsed.scheme()
                    + "'; on the class path: " + (known.isEmpty() ? "none" : String.join(", ", known.keySet()))
                    + ". Correct the scheme, or add the jar of that provider (furoshiki-kms-embedded for embedded:, "
                    + "furoshiki-kms-aws for aws-kms:, furoshiki-kms-pkcs11 for pkcs11:)");
        }
        return provider.open(parsed);
    }

    private static List<@Nullable ClassLoader> loaders() {
        List<@Nullable ClassLoader> loaders = new ArrayList<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(KeyServices.class.getClassLoader());
        return loaders;
    }
}
