package dev.furoshiki.awskms;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Asks one of the SDK's sources for credentials, and says so under a type of its own when there are none: the SDK has none
 * for that, and its message lists all that it has read on the way. Thread-safe.
 */
final class FoundCredentials implements AwsCredentialsProvider, AutoCloseable {

    private final AwsCredentialsProvider source;
    private final boolean ownsSource;

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
            return source.resolveCredentials();
        } catch (RuntimeException none) {
            throw new NoCredentialsException();
        }
    }

    @Override
    public void close() {
        if (ownsSource && source instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    /** There are none; never leaves this package. */
    static final class NoCredentialsException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoCredentialsException() {
            super("no credentials");
        }
    }
}
