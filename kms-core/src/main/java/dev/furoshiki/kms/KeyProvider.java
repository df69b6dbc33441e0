package dev.furoshiki.kms;

/**
 * A kind of key service that an application can name by URI; found through {@link java.util.ServiceLoader}.
 *
 * <p>The URI is {@code <scheme>:<path>?<option>=<value>&…}; secrets in it are references ({@code passphraseFile=},
 * {@code passphraseEnv=}), never the secret itself. Thread-safe.
 */
public interface KeyProvider {

    /** What its URIs begin with, in lower case, such as {@code embedded}. */
    String scheme();

    /**
     * Opens the key service that the URI names; the caller closes it.
     *
     * @throws dev.furoshiki.key.KmsException when the URI has an unknown option, or the service cannot be opened
     */
    KeyManagementService open(KeyProviderUri uri);
}
