package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that two processes use at the same time. */
class TokenProcessesTest {

    private static final String PIN_VARIABLE = "FUROSHIKI_TEST_PIN";

    private SoftToken token;

    @BeforeEach
    void make() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
    }

    @Test
    void eachOpensWhatTheOtherSealedAndSeesWhatItRemoved() throws Exception {
        Process other = start(SoftToken.PIN);
        try (Pkcs11KeyService keys = TestToken.open(token);
                BufferedReader answers = output(other);
                PrintWriter orders = new PrintWriter(other.getOutputStream(), true, StandardCharsets.UTF_8)) {
            assertThat(answers.readLine()).isEqualTo("ready");
            for (int i = 0; i < 5; i++) {
                orders.println("seal");
                keys.decrypt(OtherProcess.parse(answers.readLine()), OtherProcess.CONTEXT)
                        .close();
                try (GeneratedDataKey mine = keys.generateDataKey(TestToken.KEY, 32, OtherProcess.CONTEXT)) {
                    orders.println(mine.encrypted().keyArn() + " "
                            + Base64.getEncoder()
                                    .encodeToString(mine.encrypted().ciphertext()));
                    assertThat(answers.readLine()).isEqualTo("opened");
                }
            }
            token.destroyKey("orders");
            orders.println("seal");
            assertThat(answers.readLine()).isEqualTo("NotFoundException");
            token.generateKey("orders", "0a02");
            orders.println("seal");
            keys.decrypt(OtherProcess.parse(answers.readLine()), OtherProcess.CONTEXT)
                    .close();
        } finally {
            other.destroy();
        }
    }

    @Test
    void aWrongPinInTheEnvironmentIsSaidByItsName() throws Exception {
        Process other = start("wrong-9431");
        try (BufferedReader answers = output(other)) {
            assertThat(answers.readLine()).isEqualTo("IncorrectRootKeyException");
            assertThat(answers.readLine()).contains(PIN_VARIABLE).doesNotContain("9431");
        } finally {
            other.destroy();
        }
    }

    private Process start(String pin) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        SoftHsm.library().toString(),
                        token.label(),
                        PIN_VARIABLE)
                .toList());
        builder.environment().put("SOFTHSM2_CONF", SoftHsm.configuration().toString());
        builder.environment().put(PIN_VARIABLE, pin);
        // What a newer JDK says of native libraries is not an answer.
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
