package dev.furoshiki.awskms;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProvider;
import dev.furoshiki.kms.KeyProviderUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * Opens {@code aws-kms:} with any of {@code region=ap-northeast-1}, {@code endpoint=https://…}, {@code profile=NAME},
 * {@code fips=true} and {@code callTimeout=PT10S}. No option holds a credential: the SDK finds them. Stateless.
 */
public final class AwsKeyProvider implements KeyProvider {

    private static final String REGION = "region";
    private static final String ENDPOINT = "endpoint";
    private static final String PROFILE = "profile";
    private static final String FIPS = "fips";
    private static final String CALL_TIMEOUT = "callTimeout";

    @Override
    public String scheme() {
        return AwsKeyManagementService.SCHEME;
    }

    /**
     * Opens it; nothing is sent yet.
     *
     * @throws InvalidProviderUriException when the URI has a path, or an option that is unknown or malformed
     * @throws dev.furoshiki.key.KmsException.ValidationException when no region is known
     */
    @Override
    public KeyManagementService open(KeyProviderUri uri) {
        uri.requireOptionsAmong(Set.of(REGION, ENDPOINT, PROFILE, FIPS, CALL_TIMEOUT));
        if (!uri.path().isEmpty()) {
            throw new InvalidProviderUriException("the key service aws-kms has no path, only options, such as "
                    + "aws-kms:?region=ap-northeast-1; keys are named where they are used");
        }
        AwsKeyManagementService.Builder builder = AwsKeyManagementService.builder();
        try {
            uri.option(REGION).ifPresent(builder::region);
            uri.option(ENDPOINT).ifPresent(endpoint -> builder.endpoint(endpoint(endpoint)));
            uri.option(PROFILE).ifPresent(builder::profile);
            uri.option(FIPS).ifPresent(fips -> builder.fips(trueOrFalse(fips)));
            uri.option(CALL_TIMEOUT).ifPresent(timeout -> builder.callTimeout(duration(timeout)));
        } catch (IllegalArgumentException outOfRange) {
            throw new InvalidProviderUriException("in the URI of the key service aws-kms, " + outOfRange.getMessage());
        }
        return builder.open();
    }

    private static URI endpoint(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("the option endpoint is no URL");
        }
    }

    private static boolean trueOrFalse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("the option fips is true or false");
        };
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("the option callTimeout is an ISO 8601 duration, such as PT10S");
        }
    }
}
