package dev.furoshiki.awskms;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Why a source gave no credentials; never leaves this package. It holds neither the SDK's message, which lists all that was
 * read on the way, nor a cause.
 */
final class CredentialsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a status that else means no: the identity provider was away, or what the source itself calls with has lapsed. */
    private static final Set<String> PASSING = Set.of("IDPCommunicationError", "ExpiredTokenException", "ExpiredToken");

    /** What is known of it. */
    enum Reason {
        /** There are none, and never were. */
        NONE,
        /** Whoever issues them said no. */
        REFUSED,
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
     * What the failure of a source means; that of a thread that was interrupted is the SDK's own for it.
     *
     * @param gaveSome whether the source gave credentials before. What it does not explain is then a failure of its own:
     *     a helper program that ends with an error, a file that is being replaced
     */
    static RuntimeException of(RuntimeException failed, boolean gaveSome) {
        if (AwsFailures.causes(failed).anyMatch(AwsFailures::isInterruption)) {
            return AbortedException.create("interrupted while credentials were asked for");
        }
        Optional<SdkServiceException> answer = AwsFailures.causes(failed)
                .filter(SdkServiceException.class::isInstance)
                .map(SdkServiceException.class::cast)
                .findFirst();
        if (answer.isPresent()) {
            return of(answer.get());
        }
        Optional<Throwable> network = AwsFailures.causes(failed)
                .filter(cause -> AwsFailures.isTimeout(cause) || AwsFailures.isOfNetwork(cause) && !isOfFile(cause))
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
                && !answer.isClockSkewException()
                && !(code != null && PASSING.contains(code));
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
