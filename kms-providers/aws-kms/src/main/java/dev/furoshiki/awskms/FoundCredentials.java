package dev.furoshiki.awskms;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Asks one of the SDK's sources for credentials, and says under a type of its own why there are none: the SDK has one type for
 * whatever happens, and its message lists all that it has read on the way. Thread-safe.
 */
final class FoundCredentials implements AwsCredentialsProvider, AutoCloseable {

    private final AwsCredentialsProvider source;
    private final boolean ownsSource;
    private volatile boolean gaveSome;

    private FoundCredentials(AwsCredentialsProvider source, boolean ownsSource) {
        this.source = source;
        this.ownsSource = ownsSource;
    }

    /** From a source that is closed with this. */
    static FoundCredentials of(AwsCredentialsProvider source) {
        return new FoundCredentials(source, true);
    }

    /** From a source that the caller closes. */
    static FoundCredentials ofCaller(AwsCredentialsProvider source) {
        return new FoundCredentials(source, false);
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            AwsCredentials found = source.resolveCredentials();
            gaveSome = true;
            return found;
        } catch (RuntimeException failed) {
            throw CredentialsException.of(failed, gaveSome);
        }
    }

    @Override
    public void close() {
        if (ownsSource && source instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }
}
