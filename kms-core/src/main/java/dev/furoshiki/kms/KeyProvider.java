package dev.furoshiki.kms;

/**
 * A kind of key service that an application can name by URI; found through {@link java.util.ServiceLoader}.
 *
 * <p>The URI is {@code <scheme>:<path>?<option>=<value>&…}; secrets in it are references ({@code passphraseFile=},
 * {@code passphraseEnv=}), never the secret itself.
 */
public interface KeyProvider {

    String scheme();

    KeyManagementService open(KeyProviderUri uri);
}
