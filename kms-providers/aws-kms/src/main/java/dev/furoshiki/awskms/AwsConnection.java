package dev.furoshiki.awskms;

import dev.furoshiki.key.KmsException.ValidationException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * How AWS KMS is reached. Immutable; what is null the SDK finds.
 *
 * @param callTimeout how long a call may take with its retries
 */
record AwsConnection(
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable String profile,
        boolean fips,
        Duration callTimeout) {

    static final AwsConnection DEFAULT = new AwsConnection(null, null, null, false, Duration.ofSeconds(10));

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    private static final int MOST_ATTEMPTS = 3;

    AwsConnection withRegion(String newRegion) {
        if (!REGION.matcher(newRegion).matches()) {
            // It becomes part of a host name.
            throw new IllegalArgumentException(
                    "a region of AWS has lower-case letters, digits and hyphens, such as ap-northeast-1");
        }
        return new AwsConnection(newRegion, endpoint, profile, fips, callTimeout);
    }

    AwsConnection withEndpoint(URI newEndpoint) {
        requireEndpoint(newEndpoint);
        return new AwsConnection(region, newEndpoint, profile, fips, callTimeout);
    }

    AwsConnection withProfile(String newProfile) {
        if (newProfile.isBlank()) {
            throw new IllegalArgumentException("the name of a profile is empty");
        }
        return new AwsConnection(region, endpoint, newProfile, fips, callTimeout);
    }

    AwsConnection withFips(boolean newFips) {
        return new AwsConnection(region, endpoint, profile, newFips, callTimeout);
    }

    AwsConnection withCallTimeout(Duration newTimeout) {
        if (newTimeout.compareTo(SHORTEST_TIMEOUT) < 0 || newTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a call to AWS KMS may take " + SHORTEST_TIMEOUT + " to "
                    + LONGEST_TIMEOUT + ", not " + newTimeout);
        }
        return new AwsConnection(region, endpoint, profile, fips, newTimeout);
    }

    /** With a profile, that one's alone: whoever names it does not mean what the environment happens to hold. */
    FoundCredentials credentials() {
        return FoundCredentials.of(
                profile == null
                        ? DefaultCredentialsProvider.builder().build()
                        : ProfileCredentialsProvider.builder()
                                .profileName(profile)
                                .build());
    }

    KmsClient client(AwsCredentialsProvider credentials) {
        KmsClientBuilder builder = KmsClient.builder()
                .region(usedRegion())
                .credentialsProvider(credentials)
                .fipsEnabled(fips ? true : null)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(waitTimeout())
                        .socketTimeout(waitTimeout()))
                .overrideConfiguration(configuration -> configuration
                        // Not for each attempt as well: the SDK ends one by interrupting the thread, and swallows an
                        // interruption that was the application's.
                        .apiCallTimeout(callTimeout)
                        .retryStrategy(retries())
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "furoshiki"));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private Region usedRegion() {
        if (region != null) {
            return Region.of(region);
        }
        DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
        if (profile != null) {
            chain.profileName(profile);
        }
        try {
            return chain.build().getRegion();
        } catch (SdkClientException none) {
            throw new ValidationException(
                    "no region of AWS is known: name it in the URI (aws-kms:?region=ap-northeast-1), "
                            + "in the environment variable AWS_REGION, or in the profile");
        }
    }

    /** For a connection, and for the next bytes of an answer: so that three attempts fit into a call. */
    private Duration waitTimeout() {
        return callTimeout.multipliedBy(3).dividedBy(10);
    }

    /** Three attempts, and waits between them that leave them room within the time that the call has. */
    private RetryStrategy retries() {
        Duration longest = callTimeout.dividedBy(10);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(MOST_ATTEMPTS)
                .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(50), longest))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(200), longest))
                .build();
    }

    private static void requireEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        String host = endpoint.getHost();
        String path = endpoint.getRawPath();
        if (host == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null
                || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException("an endpoint of AWS KMS has a scheme, a host and perhaps a port, and "
                    + "nothing else, such as https://vpce-1.kms.ap-northeast-1.vpce.amazonaws.com");
        }
        boolean plain = "http".equalsIgnoreCase(scheme);
        if (!"https".equalsIgnoreCase(scheme)
                && !(plain && THIS_MACHINE.matcher(host).matches())) {
            throw new IllegalArgumentException(
                    "data keys are sent in clear within the connection to AWS KMS: an endpoint "
                            + "begins with https://, or with http:// where it is of this machine (127.0.0.1, localhost)");
        }
    }
}
