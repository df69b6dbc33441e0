package dev.furoshiki.awskms;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidAliasNameException;
import dev.furoshiki.key.KmsException.InvalidArnException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.InvalidGrantIdException;
import dev.furoshiki.key.KmsException.InvalidGrantTokenException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.KmsInvalidMacException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.TagException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What AWS KMS refuses with: the codes of its errors, the exception of ours for them, and the way out. */
enum AwsErrorCode {
    NOT_FOUND(
            NotFoundException::new,
            "correct the key id or alias, or name the region that has it (region=…); a multi-Region key needs a replica there",
            "NotFoundException"),
    DISABLED(DisabledException::new, "enable the key (EnableKey), or name another", "DisabledException"),
    INVALID_STATE(
            KmsInvalidStateException::new,
            "bring the key into the state Enabled (CancelKeyDeletion cancels a deletion), or name another",
            "KMSInvalidStateException"),
    INVALID_CIPHERTEXT(
            InvalidCiphertextException::new,
            "give the exact encryption context it was encrypted with, or restore the ciphertext from a backup",
            "InvalidCiphertextException"),
    INCORRECT_KEY(
            IncorrectKeyException::new,
            "the ciphertext was made under another key than the one stored with it: restore both from a backup",
            "IncorrectKeyException"),
    INVALID_KEY_USAGE(
            InvalidKeyUsageException::new,
            "name a key of spec SYMMETRIC_DEFAULT and usage ENCRYPT_DECRYPT",
            "InvalidKeyUsageException"),
    ACCESS_DENIED(
            AccessDeniedException::new,
            "allow the operation on this key to these credentials, in their IAM policy and in the key's policy; a key that "
                    + "does not exist in another account is denied too",
            "AccessDeniedException",
            "AccessDenied",
            "NotAuthorizedException",
            "NotAuthorized"),
    CREDENTIALS(
            AccessDeniedException::new,
            "replace the credentials: AWS does not know them, or not any more",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "OptInRequired"),
    /** No word on the key: the SDK goes on with credentials that lapsed while it cannot reach what renews them. */
    EXPIRED(
            message -> new DependencyTimeoutException(message, null),
            "renew the credentials, whose time is over; where the SDK renews them, look whether it reaches their source",
            "ExpiredTokenException",
            "ExpiredToken"),
    SIGNATURE(
            AccessDeniedException::new,
            "check the secret access key, the clock of this machine, and proxies on the way that change requests",
            "InvalidSignatureException",
            "SignatureDoesNotMatch"),
    /** No word on the key, either. */
    CLOCK(
            message -> new DependencyTimeoutException(message, null),
            "set the clock of this machine, which may be five minutes off at most",
            "RequestExpired",
            "RequestInTheFuture",
            "RequestTimeTooSkewed"),
    THROTTLING(
            ThrottlingException::new,
            "ask less often (a greater maxAge of the cache), or have the request quota of AWS KMS raised",
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "RequestLimitExceeded",
            "TooManyRequestsException",
            "SlowDown"),
    LIMIT(LimitExceededException::new, "have the quota of AWS KMS raised", "LimitExceededException"),
    VALIDATION(
            ValidationException::new,
            "correct what the message names",
            "ValidationException",
            "ValidationError",
            "InvalidParameterValue",
            "InvalidParameterCombination",
            "MissingParameter",
            "SerializationException"),
    INVALID_ARN(InvalidArnException::new, "correct the ARN", "InvalidArnException"),
    ALREADY_EXISTS(AlreadyExistsException::new, "choose another name", "AlreadyExistsException"),
    ALIAS_NAME(InvalidAliasNameException::new, "correct the name of the alias", "InvalidAliasNameException"),
    POLICY(MalformedPolicyDocumentException::new, "correct the policy", "MalformedPolicyDocumentException"),
    GRANT_ID(InvalidGrantIdException::new, "correct the id of the grant", "InvalidGrantIdException"),
    GRANT_TOKEN(InvalidGrantTokenException::new, "ask for a new grant token", "InvalidGrantTokenException"),
    TAG(TagException::new, "correct the tag", "TagException"),
    UNSUPPORTED(
            UnsupportedOperationException::new,
            "name a symmetric key for encryption, in a region that has the operation",
            "UnsupportedOperationException",
            "UnknownOperationException",
            "InvalidAction"),
    MAC(KmsInvalidMacException::new, "the message or its MAC was changed", "KMSInvalidMacException"),
    DRY_RUN(
            DryRunOperationException::new,
            "it was asked for as a dry run, and would have succeeded",
            "DryRunOperationException"),
    TIMEOUT(
            message -> new DependencyTimeoutException(message, null),
            "try again",
            "DependencyTimeoutException",
            "KeyUnavailableException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "RequestTimeout",
            "RequestTimeoutException"),
    INTERNAL(
            message -> new KmsInternalException(message, null),
            "try again; if it stays, ask AWS with the id of the request",
            "KMSInternalException",
            "InternalFailure",
            "InternalServerError",
            "InternalError"),
    /** Whatever else AWS KMS, or what stands before it, may answer. */
    UNKNOWN(
            message -> new KmsInternalException(message, null),
            "check the endpoint and proxies on the way, or ask AWS with the id of the request");

    @SuppressWarnings("ImmutableEnumChecker") // a constructor, or a lambda that holds nothing
    private final Function<String, KmsException> maker;

    private final String wayOut;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> codes;

    AwsErrorCode(Function<String, KmsException> maker, String wayOut, String... codes) {
        this.maker = maker;
        this.wayOut = wayOut;
        this.codes = List.of(codes);
    }

    /** What the code says; without a known one, what the SDK and the status say. */
    static AwsErrorCode of(@Nullable String code, AwsServiceException refused) {
        AwsErrorCode named = Arrays.stream(values())
                .filter(known -> code != null && known.codes.contains(code))
                .findFirst()
                .orElseGet(() -> ofUnknown(code, refused));
        // AWS KMS calls the signature of a request that is too old wrong; the date of its answer tells.
        return named == SIGNATURE && refused.isClockSkewException() ? CLOCK : named;
    }

    private static AwsErrorCode ofUnknown(@Nullable String code, AwsServiceException refused) {
        if (refused.isThrottlingException()) {
            return THROTTLING;
        }
        return switch (refused.statusCode()) {
            // AWS KMS never refuses without a code: a proxy on the way does, which knows nothing of the key.
            case 401, 403 -> code == null ? UNKNOWN : ACCESS_DENIED;
            case 408, 502, 503, 504 -> TIMEOUT;
            default -> UNKNOWN;
        };
    }

    KmsException exception(String text) {
        return maker.apply(text + ": " + wayOut);
    }
}
