package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** What every provider does, against {@code moto_server} where it is on the path. */
class MotoContractTest implements KeyManagementServiceContract {

    private static final String REGION = "ap-northeast-1";
    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final SystemProperties PROPERTIES = new SystemProperties();

    private static MotoServer server;
    private static TestedProvider moto;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = MotoServer.program();
        assumeTrue(program.isPresent(), "not tested against an imitation of AWS KMS: no moto_server is on the path");
        server = MotoServer.start(program.get());
        // For the service that is opened by URI, which has no other place for them.
        PROPERTIES.set("aws.accessKeyId", "moto");
        PROPERTIES.set("aws.secretAccessKey", "moto");
        moto = keys();
    }

    @AfterAll
    static void stop() {
        PROPERTIES.restore();
        if (server != null) {
            server.close();
        }
    }

    @Override
    public TestedProvider provider() {
        return moto;
    }

    /** The root key of an embedded store, and of its backup. */
    @Test
    void sealsTheRootKeyOfAStore(@TempDir Path folder) {
        Path store = folder.resolve("keys");
        Path backup = folder.resolve("backup");
        EncryptedDataKey sealed;
        try (KeyManagementService service = service();
                EmbeddedKeyService keys =
                        EmbeddedKeyService.create(store, RootKeySource.sealedBy(service, moto.keyArn()))) {
            keys.createAlias("alias/pii", keys.createKey("").keyId());
            try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
            keys.backUp(backup, RootKeySource.sealedBy(service, moto.otherKeyArn()));
        }
        try (KeyManagementService service = service()) {
            RootKeySource other = RootKeySource.sealedBy(service, moto.otherKeyArn());
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, other))
                    .isInstanceOf(IncorrectRootKeyException.class)
                    .hasMessageContaining(moto.keyArn());
            EmbeddedKeyService.open(store, RootKeySource.sealedBy(service, "alias/contract"))
                    .close();
            try (EmbeddedKeyService restored = EmbeddedKeyService.builder(folder.resolve("restored"))
                            .rootKey(other)
                            .restore(backup, other);
                    SecretBytes opened = restored.decrypt(sealed, CONTEXT)) {
                assertThat(opened.sizeBytes()).isEqualTo(32);
            }
        }
    }

    private static KeyManagementService service() {
        return AwsKeyManagementService.builder()
                .region(REGION)
                .endpoint(server.endpoint())
                .open();
    }

    private static TestedProvider keys() {
        try (KmsClient client = KmsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("moto", "moto")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            String keyArn = client.createKey().keyMetadata().arn();
            client.createAlias(alias -> alias.aliasName("alias/contract").targetKeyId(keyArn));
            return new Moto(keyArn, client.createKey().keyMetadata().arn());
        }
    }

    private record Moto(String keyArn, String otherKeyArn) implements TestedProvider {

        @Override
        public KeyManagementService open() {
            return service();
        }

        @Override
        public String uri() {
            return "aws-kms:?region=" + REGION + "&endpoint=" + server.endpoint();
        }

        @Override
        public String aliasArn() {
            return keyArn.substring(0, keyArn.indexOf(":key/")) + ":alias/contract";
        }

        @Override
        public String foreignAliasArn() {
            return "arn:aws:kms:" + REGION + ":999999999999:alias/contract";
        }

        @Override
        public List<String> absentReferences() {
            return AwsReferences.absent(keyArn);
        }

        /** moto says that access is denied where AWS KMS says that the key is incorrect. */
        @Override
        public Set<Class<? extends KmsException>> refusalsOfDamage() {
            return Set.of(InvalidCiphertextException.class, AccessDeniedException.class);
        }

        @Override
        public void requires(Behaviour behaviour) {
            throw new TestAbortedException("not tested: moto_server "
                    + switch (behaviour) {
                        case DISABLED_KEYS_ARE_REFUSED -> "lets disabled keys work";
                        case SWAPPED_KEYS_ARE_INCORRECT -> "denies access where the key is incorrect";
                        case ARNS_ARE_EXACT -> "does not look at the account of an ARN";
                        case CONTEXTS_ARE_EXACT -> "joins the names and values of an encryption context";
                    });
        }
    }
}
