package dev.furoshiki.awskms;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

/**
 * What every provider does, against AWS KMS itself, where two keys are given as {@code FUROSHIKI_AWS_KEY} and {@code
 * FUROSHIKI_AWS_OTHER_KEY} (ARNs, as environment variables or system properties), with credentials where the SDK finds
 * them; {@code FUROSHIKI_AWS_ALIAS} may be the ARN of an alias of the first. It makes some 1,500 calls, and changes nothing.
 */
class AwsContractTest implements KeyManagementServiceContract {

    private static final String KEY = "FUROSHIKI_AWS_KEY";
    private static final String OTHER_KEY = "FUROSHIKI_AWS_OTHER_KEY";
    private static final String ALIAS = "FUROSHIKI_AWS_ALIAS";

    @BeforeAll
    static void keysAreGiven() {
        assumeTrue(
                given(KEY).isPresent() && given(OTHER_KEY).isPresent(),
                "not tested against AWS KMS: " + KEY + " and " + OTHER_KEY + " do not name two keys there");
    }

    @Override
    public TestedProvider provider() {
        return new Aws(given(KEY).orElseThrow(), given(OTHER_KEY).orElseThrow());
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getProperty(name, System.getenv(name)))
                .filter(value -> !value.isBlank());
    }

    private record Aws(String keyArn, String otherKeyArn) implements TestedProvider {

        private String region() {
            return keyArn.split(":", -1)[3];
        }

        @Override
        public KeyManagementService open() {
            return AwsKeyManagementService.builder().region(region()).open();
        }

        @Override
        public String uri() {
            return "aws-kms:?region=" + region();
        }

        @Override
        public String aliasArn() {
            return given(ALIAS).orElseThrow(() -> TestedProvider.without("alias: " + ALIAS + " names none"));
        }

        @Override
        public String foreignAliasArn() {
            return "arn:aws:kms:" + region() + ":999999999999:alias/contract";
        }

        @Override
        public List<String> absentReferences() {
            return AwsReferences.absent(keyArn);
        }

        @Override
        public Set<Class<? extends KmsException>> refusalsOfDamage() {
            return Set.of(InvalidCiphertextException.class, IncorrectKeyException.class, AccessDeniedException.class);
        }
    }
}
