package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.WrongProvider.Mistake;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CryptoProviderTest {

    @ParameterizedTest
    @EnumSource
    void theProvidersGiveTheKnownAnswers(Providers providers) {
        assertThat(KnownAnswers.hold(providers.get())).isTrue();
    }

    @Test
    void correttoIsChosenWhereItIsThere() {
        CryptoProvider expected = Providers.CORRETTO.get();
        assertThat(CryptoProvider.select("auto").name()).isEqualTo(expected.name());
        assertThat(CryptoProvider.select("corretto").name()).isEqualTo("AmazonCorrettoCryptoProvider");
        assertThat(CryptoProvider.select("jdk").name()).isEqualTo("SunJCE");
    }

    /** Without a mistake the same is trusted: the mistakes alone are what is found. */
    @ParameterizedTest
    @EnumSource
    void aProviderThatGivesOneWrongAnswerIsNotTrusted(Mistake mistake) {
        assertThat(CryptoProvider.trusted(new WrongProvider(mistake)).isPresent())
                .isEqualTo(mistake == Mistake.NONE);
    }

    @Test
    void anUnknownChoiceIsRefused() {
        assertThatThrownBy(() -> CryptoProvider.select("bc"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("furoshiki.crypto.provider is auto, jdk or corretto, not \"bc\"");
    }

    @Test
    void withoutCorrettoTheJdkIsChosenOrTheDemandRefused() throws Exception {
        assertThat(runWithoutCorretto("auto")).isEqualTo("SunJCE");
        assertThat(runWithoutCorretto("corretto"))
                .startsWith("furoshiki.crypto.provider=corretto, but the Amazon Corretto Crypto Provider is not");
    }

    /** In a process of its own: a class path cannot be made shorter in this one. */
    private static String runWithoutCorretto(String choice) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("AmazonCorrettoCryptoProvider"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-D" + CryptoProvider.PROPERTY + "=" + choice,
                        "-cp",
                        classPath,
                        SelectedProvider.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }

    static final class SelectedProvider {

        private SelectedProvider() {}

        public static void main(String[] args) {
            try {
                System.out.println(CryptoProvider.selected().name());
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
