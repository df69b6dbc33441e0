package dev.furoshiki.kms;

import dev.furoshiki.key.KmsException.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The key services whose providers are on the class path, by the scheme of their URIs. Stateless. */
public final class KeyServices {

    private KeyServices() {}

    /**
     * Opens the key service that a URI names; whoever opens it closes it.
     *
     * @throws NotFoundException when no provider has that scheme; it lists those that are there
     * @throws dev.furoshiki.key.KmsException what the provider throws
     */
    public static KeyManagementService open(KeyProviderUri uri) {
        Objects.requireNonNull(uri, "uri");
        TreeMap<String, KeyProvider> known = new TreeMap<>();
        // The application's own class loader first: in a container this library may have been loaded by a parent of it.
        for (ClassLoader loader : loaders()) {
            ServiceLoader.load(KeyProvider.class, loader)
                    .forEach(provider -> known.putIfAbsent(provider.scheme(), provider));
        }
        KeyProvider provider = known.get(uri.scheme());
        if (provider == null) {
            throw new NotFoundException("there is no key service for the scheme '" + uri.scheme()
                    + "'; on the class path: " + (known.isEmpty() ? "none" : String.join(", ", known.keySet()))
                    + ". Correct the scheme, or add the jar of that provider (furoshiki-kms-embedded for embedded:, "
                    + "furoshiki-kms-aws for aws-kms:, furoshiki-kms-pkcs11 for pkcs11:)");
        }
        return provider.open(uri);
    }

    private static List<@Nullable ClassLoader> loaders() {
        List<@Nullable ClassLoader> loaders = new ArrayList<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(KeyServices.class.getClassLoader());
        return loaders;
    }
}
