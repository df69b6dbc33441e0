package dev.furoshiki.pkcs11;

import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import dev.furoshiki.testing.provider.KeyManagementServiceContract;
import dev.furoshiki.testing.provider.TestedProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The PKCS#11 key service does what every provider does. A token's keys have no states and no policies. */
class Pkcs11ContractTest implements KeyManagementServiceContract {

    @TempDir
    static Path folder;

    private static SoftToken token;
    private static String arns;
    private static Path pin;

    @BeforeAll
    static void make() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        token.generateKey("more", "0a02");
        arns = "arn:furoshiki:pkcs11:" + encoded(token.label()) + "::";
        pin = Files.writeString(folder.resolve("pin"), SoftToken.PIN);
    }

    @Override
    public TestedProvider provider() {
        return new TestedProvider() {

            @Override
            public KeyManagementService open() {
                return TestToken.open(token);
            }

            @Override
            public String uri() {
                return "pkcs11:" + SoftHsm.library() + "?token=" + encoded(token.label()) + "&pinFile="
                        + encoded(pin.toString());
            }

            @Override
            public String keyArn() {
                return arns + "key/" + TestToken.KEY_ID;
            }

            @Override
            public String otherKeyArn() {
                return arns + "key/0a02";
            }

            @Override
            public String aliasArn() {
                return arns + TestToken.KEY;
            }

            @Override
            public String foreignAliasArn() {
                return "arn:furoshiki:pkcs11:another::" + TestToken.KEY;
            }

            @Override
            public List<String> absentReferences() {
                return List.of("0a77", arns + "key/0a77", "alias/absent", arns + "alias/absent");
            }
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
