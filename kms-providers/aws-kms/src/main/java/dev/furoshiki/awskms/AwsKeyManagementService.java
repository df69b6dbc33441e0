package dev.furoshiki.awskms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.Given;
import dev.furoshiki.kms.KeyManagementService;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * Keys in AWS KMS. Thread-safe.
 *
 * <pre>{@code
 * KeyManagementService keys = AwsKeyManagementService.builder().region("ap-northeast-1").open();
 * }</pre>
 *
 * <p>Credentials come from where the AWS SDK finds them: environment, profile, role of container or instance. A call is
 * tried up to three times and ends within the {@linkplain Builder#callTimeout time set for it}. AWS KMS records each call
 * in CloudTrail; it does not tell of keys that change, so {@link #onKeyChange} listeners are never called.
 *
 * <p>Multi-Region keys ({@code mrk-…}) are used through their replica in the service's own region, whichever region the
 * ARN names. Each key is zeroed with the {@link SecretBytes} that holds it; copies that the SDK and the JDK make while
 * they read an answer are out of reach (SECURITY.md).
 */
public final class AwsKeyManagementService implements KeyManagementService {

    /** What {@link #provider()} answers, and the scheme of its URIs. */
    public static final String SCHEME = "aws-kms";

    private static final int MOST_DATA_KEY_BYTES = 1024;
    private static final int MOST_PLAINTEXT_BYTES = 4096;

    private final KmsClient client;
    private final Runnable release;
    private final String region;
    private final AtomicBoolean closed = new AtomicBoolean();

    private AwsKeyManagementService(KmsClient client, Runnable release) {
        this.client = client;
        this.release = release;
        this.region = client.serviceClientConfiguration().region().id();
    }

    /**
     * A service over a client that the caller has made, with its own credentials, time limits and retries; closing the
     * service leaves it open.
     */
    public static AwsKeyManagementService over(KmsClient client) {
        return new AwsKeyManagementService(Objects.requireNonNull(client, "client"), () -> {});
    }

    /** A service over a client of its own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String provider() {
        return SCHEME;
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        Given.require("keyId", keyId);
        Given.require("context", context);
        requireSize("a data key", sizeBytes, MOST_DATA_KEY_BYTES, "bytes");
        Map<String, String> pairs = context.toMap();
        KmsCall call = call("GenerateDataKey", keyId);
        GenerateDataKeyResponse answer = ask(
                call,
                null,
                () -> client.generateDataKey(request ->
                        request.keyId(call.key()).numberOfBytes(sizeBytes).encryptionContext(pairs)));
        SecretBytes plaintext = call.plaintext(answer.plaintext());
        try {
            if (plaintext.sizeBytes() != sizeBytes) {
                throw call.notAnswered("a key of " + sizeBytes + " bytes, but one of " + plaintext.sizeBytes());
            }
            return new GeneratedDataKey(plaintext, call.sealed(answer.keyId(), answer.ciphertextBlob()));
        } catch (Throwable failed) {
            plaintext.close();
            throw failed;
        }
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        Given.require("keyId", keyId);
        Given.require("plaintext", plaintext);
        Given.require("context", context);
        requireSize("a plaintext to encrypt", plaintext.sizeBytes(), MOST_PLAINTEXT_BYTES, "bytes");
        if (plaintext.isDestroyed()) {
            throw new ValidationException("the plaintext was closed, and is zeroed: close it after it was encrypted");
        }
        Map<String, String> pairs = context.toMap();
        KmsCall call = call("Encrypt", keyId);
        // Lent, not copied: the request is garbage when this returns, and the caller zeroes the array.
        EncryptResponse answer = plaintext.read(bytes -> ask(
                call,
                bytes,
                () -> client.encrypt(request -> request.keyId(call.key())
                        .plaintext(SdkBytes.fromByteArrayUnsafe(bytes))
                        .encryptionContext(pairs))));
        return call.sealed(answer.keyId(), answer.ciphertextBlob());
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        return decrypt(ciphertext, context, false);
    }

    @Override
    public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        try {
            // A server that does not know of dry runs decrypts.
            decrypt(ciphertext, context, true).close();
        } catch (DryRunOperationException wouldSucceed) {
            return;
        }
    }

    /** Closes the client, unless it is the caller's. Closing twice is harmless. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }

    private SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context, boolean dryRun) {
        Given.require("ciphertext", ciphertext);
        Given.require("context", context);
        byte[] bytes = ciphertext.ciphertext();
        requireSize("a ciphertext to decrypt", bytes.length, KmsCall.MOST_CIPHERTEXT_BYTES, "bytes");
        if (!ciphertext.provider().equals(SCHEME)) {
            throw new IncorrectKeyException("the ciphertext was made by the key service '" + ciphertext.provider()
                    + "', not by '" + SCHEME + "': open that key service");
        }
        Map<String, String> pairs = context.toMap();
        KmsCall call = call("Decrypt", ciphertext.keyArn());
        if (!call.namesKeyByArn()) {
            // AWS KMS would take an alias, and then it is the alias that says which key may open this.
            throw new IncorrectKeyException("the ciphertext is said to be under " + ciphertext.keyArn()
                    + ", which is no ARN of a key in AWS KMS: restore what was stored from a backup");
        }
        DecryptResponse answer = ask(
                call,
                null,
                () -> client.decrypt(request -> request.keyId(call.key())
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(bytes))
                        .encryptionContext(pairs)
                        .dryRun(dryRun ? true : null)));
        SecretBytes plaintext = call.plaintext(answer.plaintext());
        try {
            call.requireKey(answer.keyId());
            return plaintext;
        } catch (Throwable failed) {
            plaintext.close();
            throw failed;
        }
    }

    private KmsCall call(String operation, String keyId) {
        requireOpen();
        requireSize("a key id", keyId.length(), KmsCall.MOST_KEY_ID_CHARACTERS, "characters");
        return new KmsCall(operation, MultiRegionKeys.inRegion(keyId, region));
    }

    private <T> T ask(KmsCall call, byte @Nullable [] secret, Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException failed) {
            requireOpen(); // Whoever was asking when the client was closed is told just that.
            throw AwsFailures.of(call, failed, secret);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the key service on AWS KMS was closed: open it again");
        }
    }

    private static void requireSize(String what, int size, int most, String unit) {
        if (size < 1 || size > most) {
            throw new ValidationException(what + " has 1 to " + most + " " + unit + ", not " + size);
        }
    }

    /** Chooses how AWS KMS is reached. Not thread-safe. */
    public static final class Builder {

        private AwsConnection connection = AwsConnection.DEFAULT;
        private @Nullable AwsCredentialsProvider credentials;

        private Builder() {}

        /**
         * The region, such as {@code ap-northeast-1}; unless set, the one that the SDK finds: system property
         * {@code aws.region}, environment variable {@code AWS_REGION}, the profile, the instance.
         *
         * @throws IllegalArgumentException when it holds anything but lower-case letters, digits and hyphens
         */
        public Builder region(String region) {
            connection = connection.withRegion(Objects.requireNonNull(region, "region"));
            return this;
        }

        /**
         * Another endpoint than the region's own: a VPC endpoint, a proxy, a server for tests.
         *
         * @throws IllegalArgumentException when it is no {@code https:} URL (or {@code http:}, of this machine), or has
         *     more than host and port
         */
        public Builder endpoint(URI endpoint) {
            connection = connection.withEndpoint(Objects.requireNonNull(endpoint, "endpoint"));
            return this;
        }

        /** Whom to ask for credentials, in place of the SDK's own sources; the caller closes it. */
        public Builder credentials(AwsCredentialsProvider source) {
            this.credentials = Objects.requireNonNull(source, "source");
            return this;
        }

        /** The profile in the SDK's configuration files that has the credentials; then no other source is asked. */
        public Builder profile(String profile) {
            connection = connection.withProfile(Objects.requireNonNull(profile, "profile"));
            return this;
        }

        /** Whether the region's FIPS 140 endpoint is used; it is not unless set. */
        public Builder fips(boolean fips) {
            connection = connection.withFips(fips);
            return this;
        }

        /**
         * How long a call may take, with its retries; 10 seconds unless set, 100 ms to 5 minutes. One attempt waits three
         * tenths of that for a connection, and as long for an answer; then the next one begins.
         *
         * @throws IllegalArgumentException when it is out of these
         */
        public Builder callTimeout(Duration timeout) {
            connection = connection.withCallTimeout(Objects.requireNonNull(timeout, "timeout"));
            return this;
        }

        /**
         * Makes the client; nothing is sent yet.
         *
         * @throws ValidationException when no region is known
         */
        public AwsKeyManagementService open() {
            FoundCredentials found =
                    credentials == null ? connection.credentials() : FoundCredentials.ofCaller(credentials);
            KmsClient client = connection.client(found);
            return new AwsKeyManagementService(client, () -> {
                client.close();
                found.close();
            });
        }
    }
}
