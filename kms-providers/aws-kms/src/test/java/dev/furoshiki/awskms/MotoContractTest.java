package dev.furoshiki.awskms;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
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
import org.opentest4j.TestAbortedException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** What every provider does, against {@code moto_server} where it is on the path. */
class MotoContractTest implements KeyManagementServiceContract {

    private static final String REGION = "ap-northeast-1";
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
            return AwsKeyManagementService.builder()
                    .region(REGION)
                    .endpoint(server.endpoint())
                    .open();
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
