package dev.furoshiki.awskms;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;

/**
 * What the SDK threw, as an exception of ours.
 *
 * <p>No exception of the SDK becomes a cause: one that says that an answer cannot be read quotes it, and with it a
 * plaintext key.
 */
final class AwsFailures {

    private static final int MOST_CHARACTERS_QUOTED = 1000;
    private static final int SHORTEST_SECRET = 9;

    private AwsFailures() {}

    /**
     * The exception of ours for what the SDK threw.
     *
     * @param secret what was sent and must not be quoted from an answer
     */
    static KmsException of(KmsCall call, RuntimeException failed, byte @Nullable [] secret) {
        if (failed instanceof AwsServiceException refused) {
            return refusal(call, refused, secret);
        }
        Optional<CredentialsException> withoutCredentials = causes(failed)
                .filter(CredentialsException.class::isInstance)
                .map(CredentialsException.class::cast)
                .findFirst();
        if (withoutCredentials.isPresent()) {
            return withoutCredentials(call, withoutCredentials.get());
        }
        if (causes(failed).anyMatch(AwsFailures::isInterruption)) {
            Thread.currentThread().interrupt();
            return interruption(call);
        }
        if (causes(failed).anyMatch(AwsFailures::isTimeout)) {
            return timeout(call);
        }
        Optional<Throwable> network =
                causes(failed).filter(AwsFailures::isOfNetwork).findFirst();
        if (network.isPresent()) {
            return new DependencyTimeoutException(
                    "AWS KMS could not be reached to " + call.operation() + " under " + call.key() + " ("
                            + network.get().getClass().getSimpleName()
                            + "): check region and endpoint, and the network, proxies and certificates on the way",
                    network.get());
        }
        return new KmsInternalException(
                "the answer of AWS KMS to " + call.operation() + " under " + call.key() + " could not be read ("
                        + failed.getClass().getSimpleName()
                        + "): check the endpoint and proxies on the way, what answers there is not AWS KMS",
                null);
    }

    private static DependencyTimeoutException interruption(KmsCall call) {
        return new DependencyTimeoutException(
                "the thread was interrupted while AWS KMS was asked to " + call.operation() + " under " + call.key()
                        + ": nothing was done; ask again",
                null);
    }

    private static DependencyTimeoutException timeout(KmsCall call) {
        return new DependencyTimeoutException(
                "AWS KMS did not answer in time to " + call.operation() + " under " + call.key()
                        + ": try again, check the network, or allow a call more time (callTimeout)",
                null);
    }

    private static KmsException withoutCredentials(KmsCall call, CredentialsException why) {
        String what = " to " + call.operation() + " under " + call.key();
        return switch (why.reason()) {
            case NONE ->
                new AccessDeniedException("no credentials for AWS were found" + what
                        + ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (profile=…), or "
                        + "give container or instance a role; for roles by web identity or in a profile, "
                        + "software.amazon.awssdk:sts has to be on the class path, for SSO sso and ssooidc");
            case REFUSED ->
                new AccessDeniedException("credentials for AWS were refused" + what + " (" + why.getMessage()
                        + "): let whoever issues them (STS, SSO, the agent of container or instance) give this "
                        + "application its role");
            // The SDK, when its time for a call is over, interrupts the thread, and takes that back.
            case INTERRUPTED -> Thread.currentThread().isInterrupted() ? interruption(call) : timeout(call);
            case AWAY ->
                new DependencyTimeoutException(
                        "the source of credentials for AWS gave none" + what + " (" + why.getMessage()
                                + "): look whether what issues them (STS, SSO, the agent of container or instance, a "
                                + "program) works and can be reached, and the network and proxies on the way",
                        null);
        };
    }

    private static KmsException refusal(KmsCall call, AwsServiceException refused, byte @Nullable [] secret) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String said = details == null ? null : details.errorMessage();
        StringBuilder text = new StringBuilder("AWS KMS refused to ")
                .append(call.operation())
                .append(" under ")
                .append(call.key())
                .append(" (")
                .append(code == null ? "without a code" : code)
                .append(", status ")
                .append(refused.statusCode())
                .append(", request ")
                .append(refused.requestId() == null ? "without an id" : refused.requestId())
                .append(')');
        quotable(said, secret).ifPresent(quoted -> text.append(": ").append(quoted));
        return AwsErrorCode.of(code, refused).exception(text.toString());
    }

    private static Optional<String> quotable(@Nullable String said, byte @Nullable [] secret) {
        if (said == null || said.isBlank() || repeats(said, secret)) {
            return Optional.empty();
        }
        return Optional.of(
                said.length() <= MOST_CHARACTERS_QUOTED ? said : said.substring(0, MOST_CHARACTERS_QUOTED) + "…");
    }

    /** Whether what was answered has the beginning of the secret in the form in which it was sent. */
    private static boolean repeats(String said, byte @Nullable [] secret) {
        if (secret == null || secret.length < SHORTEST_SECRET) {
            return false;
        }
        byte[] beginning = java.util.Arrays.copyOf(secret, SHORTEST_SECRET);
        return said.contains(Base64.getEncoder().encodeToString(beginning));
    }

    static boolean isInterruption(Throwable cause) {
        return cause instanceof AbortedException
                || cause instanceof InterruptedException
                || cause instanceof SdkInterruptedException;
    }

    static boolean isTimeout(Throwable cause) {
        return cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || cause instanceof java.net.SocketTimeoutException;
    }

    /** Of the JDK's own, whose messages hold hosts and no more; parsers have subclasses of their own, which quote. */
    static boolean isOfNetwork(Throwable cause) {
        String name = cause.getClass().getName();
        return cause instanceof IOException && (name.startsWith("java.") || name.startsWith("javax.net."));
    }

    static Stream<Throwable> causes(Throwable failed) {
        return Stream.<Throwable>iterate(failed, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
