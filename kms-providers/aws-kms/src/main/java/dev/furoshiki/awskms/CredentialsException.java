package dev.furoshiki.awskms;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Why a source gave no credentials; never leaves this package. It holds neither the SDK's message, which lists all that was
 * read on the way, nor a cause.
 */
final class CredentialsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** STS has it for an identity provider that was away, under a status that else means no. */
    private static final String IDENTITY_PROVIDER_AWAY = "IDPCommunicationError";

    /** No more is known of who asks than that it is too late, or too early. */
    private static final Set<AwsErrorCode> LAPSED = EnumSet.of(AwsErrorCode.EXPIRED, AwsErrorCode.CLOCK);

    /** What is known of it. */
    enum Reason {
        /** There are none, and never were. */
        NONE,
        /** Whoever issues them said no. */
        REFUSED,
        /** The thread was interrupted, by the application or by the SDK, which ends a call so; it still is. */
        INTERRUPTED,
        /** Whoever issues them was not reached, or failed: what it would have said is unknown. */
        AWAY
    }

    private final Reason reason;

    private CredentialsException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /**
     * What the failure of a source means.
     *
     * @param gaveSome whether the source gave credentials before. What it does not explain is then a failure of its own:
     *     a helper program that ends with an error, a file that is being replaced
     */
    static CredentialsException of(RuntimeException failed, boolean gaveSome) {
        if (AwsFailures.causes(failed).anyMatch(AwsFailures::isInterruption)) {
            Thread.currentThread().interrupt();
            return new CredentialsException(Reason.INTERRUPTED, "interrupted");
        }
        Optional<SdkServiceException> answer = AwsFailures.causes(failed)
                .filter(SdkServiceException.class::isInstance)
                .map(SdkServiceException.class::cast)
                .findFirst();
        if (answer.isPresent()) {
            return of(answer.get());
        }
        Optional<Throwable> network = AwsFailures.causes(failed)
                .filter(cause -> AwsFailures.isTimeout(cause) || (AwsFailures.isOfNetwork(cause) && !isOfFile(cause)))
                .findFirst();
        if (network.isPresent()) {
            return new CredentialsException(
                    Reason.AWAY, network.get().getClass().getSimpleName());
        }
        return new CredentialsException(
                gaveSome ? Reason.AWAY : Reason.NONE, failed.getClass().getSimpleName());
    }

    private static CredentialsException of(SdkServiceException answer) {
        String code = code(answer);
        boolean isOfAws = !(answer instanceof AwsServiceException) || code != null;
        boolean saysNo = isOfAws
                && answer.statusCode() < 500
                && answer.statusCode() != 408
                && !answer.isThrottlingException()
                && !IDENTITY_PROVIDER_AWAY.equals(code)
                && !(answer instanceof AwsServiceException refused && LAPSED.contains(AwsErrorCode.of(code, refused)));
        return new CredentialsException(
                saysNo ? Reason.REFUSED : Reason.AWAY,
                (code == null ? "without a code" : code) + ", status " + answer.statusCode());
    }

    private static @Nullable String code(SdkServiceException answer) {
        return answer instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode()
                : null;
    }

    private static boolean isOfFile(Throwable cause) {
        return cause instanceof FileSystemException || cause instanceof FileNotFoundException;
    }
}
