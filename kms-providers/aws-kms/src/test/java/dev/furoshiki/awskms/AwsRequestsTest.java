package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/** What is sent to AWS KMS, and what is made of its answers. */
class AwsRequestsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of(Map.of("tenant", "42", "ключ", "a\"b"));
    private static final byte[] PLAINTEXT = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED = "sealed".getBytes(StandardCharsets.US_ASCII);
    private static final String OTHER_ARN =
            "arn:aws:kms:ap-northeast-1:111122223333:key/99999999-9999-4999-8999-999999999999";

    @Test
    void aDataKeyIsAskedForAsAwsHasIt() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                GeneratedDataKey key = service.generateDataKey("alias/documents", 32, CONTEXT)) {
            assertThat(key.plaintext().toByteArray()).isEqualTo(PLAINTEXT);
            assertThat(key.encrypted()).isEqualTo(new EncryptedDataKey("aws-kms", FaultyKms.KEY_ARN, SEALED));
            assertThat(aws.questions()).singleElement().satisfies(asked -> {
                assertThat(asked.operation()).isEqualTo("GenerateDataKey");
                assertThat(asked.body())
                        .contains("\"KeyId\":\"alias/documents\"")
                        .contains("\"NumberOfBytes\":32")
                        .contains("\"tenant\":\"42\"")
                        .contains("\"ключ\":\"a\\\"b\"")
                        .doesNotContain("KeySpec", "DryRun");
                assertThat(asked.headers().getFirst("Authorization")).contains("/ap-northeast-1/kms/aws4_request");
                assertThat(asked.headers().getFirst("User-Agent")).contains("furoshiki");
            });
        }
    }

    @Test
    void aPlaintextIsSealedAsAwsHasIt() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                SecretBytes plaintext = SecretBytes.copyOf(PLAINTEXT)) {
            assertThat(service.encrypt(FaultyKms.KEY_ID, plaintext, CONTEXT))
                    .isEqualTo(new EncryptedDataKey("aws-kms", FaultyKms.KEY_ARN, SEALED));
            assertThat(aws.questions()).singleElement().satisfies(asked -> {
                assertThat(asked.operation()).isEqualTo("Encrypt");
                assertThat(asked.body())
                        .contains("\"KeyId\":\"" + FaultyKms.KEY_ID + "\"")
                        .contains("\"Plaintext\":\"" + FaultyKms.base64(PLAINTEXT) + "\"")
                        .contains("\"tenant\":\"42\"");
            });
        }
    }

    /** So that AWS KMS itself refuses what is stored with another key's name. */
    @Test
    void theStoredKeyIsNamedWhenDecrypting() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                SecretBytes opened = service.decrypt(stored(FaultyKms.KEY_ARN), CONTEXT)) {
            assertThat(opened.toByteArray()).isEqualTo(PLAINTEXT);
            assertThat(aws.questions()).singleElement().satisfies(asked -> {
                assertThat(asked.operation()).isEqualTo("Decrypt");
                assertThat(asked.body())
                        .contains("\"KeyId\":\"" + FaultyKms.KEY_ARN + "\"")
                        .contains("\"CiphertextBlob\":\"" + FaultyKms.base64(SEALED) + "\"")
                        .contains("\"tenant\":\"42\"")
                        .doesNotContain("DryRun");
            });
        }
    }

    @Test
    void aDryRunSucceedsWhenAwsSaysThatItWould() throws IOException {
        try (FaultyKms aws = new FaultyKms(
                        FaultyKms.refusing(412, "DryRunOperationException"),
                        FaultyKms.refusing(400, "InvalidCiphertextException"));
                AwsKeyManagementService service = aws.service()) {
            service.dryRunDecrypt(stored(FaultyKms.KEY_ARN), CONTEXT);
            assertThat(aws.questions()).singleElement().satisfies(asked -> {
                assertThat(asked.operation()).isEqualTo("Decrypt");
                assertThat(asked.body()).contains("\"DryRun\":true");
            });
            assertThatThrownBy(() -> service.dryRunDecrypt(stored(FaultyKms.KEY_ARN), CONTEXT))
                    .isExactlyInstanceOf(InvalidCiphertextException.class);
        }
    }

    /** An imitation may not know of dry runs. */
    @Test
    void aDryRunThatDecryptsSucceedsToo() throws IOException {
        AtomicReference<SdkResponse> answered = new AtomicReference<>();
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                KmsClient client = client(aws, new Watching(new AtomicReference<>(), answered));
                AwsKeyManagementService service = AwsKeyManagementService.over(client)) {
            service.dryRunDecrypt(stored(FaultyKms.KEY_ARN), CONTEXT);
            assertThat(((DecryptResponse) answered.get()).plaintext().asByteArrayUnsafe())
                    .containsOnly(0)
                    .hasSize(32);
        }
    }

    @Test
    void whatAwsUsedAnotherKeyForIsDropped() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(OTHER_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                SecretBytes plaintext = SecretBytes.copyOf(PLAINTEXT)) {
            assertThatThrownBy(() -> service.decrypt(stored(FaultyKms.KEY_ARN), CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining(FaultyKms.KEY_ARN)
                    .hasMessageContaining(OTHER_ARN);
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class);
            assertThatThrownBy(() -> service.encrypt(FaultyKms.KEY_ARN, plaintext, CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class);
        }
    }

    /** What it means is known of an ARN and of a key id; of an alias, whose key it is and where. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                FaultyKms.KEY_ARN,
                FaultyKms.KEY_ID,
                "arn:aws:kms:us-east-1:111122223333:alias/documents",
                "arn:aws:kms:ap-northeast-1:444455556666:alias/documents"
            })
    void aKeyThatWasNotAskedForIsNotTaken(String keyId) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(OTHER_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                SecretBytes plaintext = SecretBytes.copyOf(PLAINTEXT)) {
            assertThatThrownBy(() -> service.generateDataKey(keyId, 32, CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining(keyId)
                    .hasMessageContaining(OTHER_ARN);
            assertThatThrownBy(() -> service.encrypt(keyId, plaintext, CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OTHER_ARN,
                "99999999-9999-4999-8999-999999999999",
                "alias/documents",
                "arn:aws:kms:ap-northeast-1:111122223333:alias/documents"
            })
    void theKeyThatWasAskedForIsTaken(String keyId) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(OTHER_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service();
                GeneratedDataKey key = service.generateDataKey(keyId, 32, CONTEXT)) {
            assertThat(key.encrypted().keyArn()).isEqualTo(OTHER_ARN);
        }
    }

    /** An alias in the place of the ARN would let whoever moves the alias choose what opens this. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias/documents",
                "arn:aws:kms:ap-northeast-1:111122223333:alias/documents",
                FaultyKms.KEY_ID,
                "arn:furoshiki:kms:local:000000000000:alias/x",
                "arn:aws:s3:::bucket"
            })
    void aStoredKeyIsNamedByItsArnAlone(String name) throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service()) {
            assertThatThrownBy(() -> service.decrypt(stored(name), CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class)
                    .hasMessageContaining(name);
            assertThat(aws.questions()).isEmpty();
        }
    }

    @Test
    void aMultiRegionKeyIsUsedThroughItsReplica() throws IOException {
        String there = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
        String here = there.replace("us-east-1", "ap-northeast-1");
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(here, PLAINTEXT, SEALED));
                AwsKeyManagementService service = aws.service()) {
            service.decrypt(stored(there), CONTEXT).close();
            try (GeneratedDataKey key = service.generateDataKey(there, 32, CONTEXT)) {
                assertThat(key.encrypted().keyArn()).isEqualTo(here);
            }
            assertThat(aws.questions())
                    .hasSize(2)
                    .allSatisfy(asked -> assertThat(asked.body()).contains("\"KeyId\":\"" + here + "\""));
        }
    }

    @Test
    void otherKeysAreAskedForWhereTheirArnSays() {
        for (String reference : new String[] {
            "arn:aws:kms:us-east-1:111122223333:key/" + FaultyKms.KEY_ID,
            "arn:aws:kms:us-east-1:111122223333:alias/mrk-1234abcd12ab34cd56ef1234567890ab",
            "mrk-1234abcd12ab34cd56ef1234567890ab",
            "alias/mrk-1234"
        }) {
            assertThat(MultiRegionKeys.inRegion(reference, "ap-northeast-1")).isEqualTo(reference);
        }
    }

    /** A new one would cost a TLS handshake. */
    @Test
    void connectionsAreKeptFromCallToCallAndOverRefusals() throws IOException {
        FaultyKms.Answer key = FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED);
        try (FaultyKms aws = new FaultyKms(key, FaultyKms.refusing(400, "DisabledException"), key);
                AwsKeyManagementService service = aws.service()) {
            service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isExactlyInstanceOf(DisabledException.class);
            for (int i = 0; i < 5; i++) {
                service.decrypt(stored(FaultyKms.KEY_ARN), CONTEXT).close();
            }
            assertThat(aws.questions()).hasSize(7);
            assertThat(aws.questions().stream()
                            .map(FaultyKms.Question::clientPort)
                            .distinct())
                    .hasSize(1);
        }
    }

    /** A key must not outlive the object that is to zero it. */
    @Test
    void theSdksArraysAreZeroedWithOurs() throws IOException {
        AtomicReference<SdkRequest> asked = new AtomicReference<>();
        AtomicReference<SdkResponse> answered = new AtomicReference<>();
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                KmsClient client = client(aws, new Watching(asked, answered));
                AwsKeyManagementService service = AwsKeyManagementService.over(client)) {
            try (GeneratedDataKey key = service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT)) {
                assertThat(((GenerateDataKeyResponse) answered.get())
                                .plaintext()
                                .asByteArrayUnsafe())
                        .isEqualTo(PLAINTEXT);
                assertThat(key.plaintext().toByteArray()).isEqualTo(PLAINTEXT);
            }
            assertThat(((GenerateDataKeyResponse) answered.get()).plaintext().asByteArrayUnsafe())
                    .isEqualTo(new byte[32]);
            service.decrypt(stored(FaultyKms.KEY_ARN), CONTEXT).close();
            assertThat(((DecryptResponse) answered.get()).plaintext().asByteArrayUnsafe())
                    .isEqualTo(new byte[32]);
            try (SecretBytes plaintext = SecretBytes.copyOf(PLAINTEXT)) {
                service.encrypt(FaultyKms.KEY_ARN, plaintext, CONTEXT);
            }
            assertThat(((EncryptRequest) asked.get()).plaintext().asByteArrayUnsafe())
                    .isEqualTo(new byte[32]);
        }
    }

    @Test
    void aKeyThatIsRefusedIsZeroed() throws IOException {
        AtomicReference<SdkResponse> answered = new AtomicReference<>();
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(OTHER_ARN, PLAINTEXT, SEALED));
                KmsClient client = client(aws, new Watching(new AtomicReference<>(), answered));
                AwsKeyManagementService service = AwsKeyManagementService.over(client)) {
            assertThatThrownBy(() -> service.decrypt(stored(FaultyKms.KEY_ARN), CONTEXT))
                    .isExactlyInstanceOf(IncorrectKeyException.class);
            assertThat(((DecryptResponse) answered.get()).plaintext().asByteArrayUnsafe())
                    .isEqualTo(new byte[32]);
        }
    }

    @Test
    void aClientOfTheCallerStaysOpen() throws IOException {
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, PLAINTEXT, SEALED));
                KmsClient client = client(aws, new Watching(new AtomicReference<>(), new AtomicReference<>()))) {
            AwsKeyManagementService service = AwsKeyManagementService.over(client);
            service.close();
            assertThatThrownBy(() -> service.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT))
                    .isInstanceOf(IllegalStateException.class);
            try (AwsKeyManagementService again = AwsKeyManagementService.over(client)) {
                again.generateDataKey(FaultyKms.KEY_ARN, 32, CONTEXT).close();
            }
        }
    }

    private static EncryptedDataKey stored(String keyArn) {
        return new EncryptedDataKey("aws-kms", keyArn, SEALED);
    }

    private static KmsClient client(FaultyKms aws, ExecutionInterceptor watching) {
        return KmsClient.builder()
                .region(Region.of("ap-northeast-1"))
                .endpointOverride(aws.endpoint())
                .credentialsProvider(FaultyKms.CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(watching))
                .build();
    }

    /** Keeps what the SDK holds. */
    private record Watching(AtomicReference<SdkRequest> asked, AtomicReference<SdkResponse> answered)
            implements ExecutionInterceptor {

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            asked.set(context.request());
            answered.set(context.response());
        }
    }
}
