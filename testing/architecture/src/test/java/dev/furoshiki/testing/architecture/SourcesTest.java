package dev.furoshiki.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be read only in the sources. */
class SourcesTest {

    private static final Path ROOT = Path.of(System.getProperty("furoshiki.root"));

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<Path> packageInfos = sources("package-info.java");
        assertThat(packageInfos).hasSizeGreaterThan(20);
        for (Path file : packageInfos) {
            assertThat(Files.readString(file)).as(file.toString()).containsPattern("/\\*\\*\\s+\\*? ?[A-Z]");
        }
    }

    @Test
    void everyPackageHasAPackageInfo() throws IOException {
        for (Path file : sources(".java")) {
            assertThat(file.resolveSibling("package-info.java")).exists();
        }
    }

    /** Which packages those are: ARCHITECTURE.md, rule 2. */
    @Test
    void everyTypeOfTheApiSaysWhatItIs() throws IOException {
        Pattern api = Pattern.compile(
                ".*/dev/furoshiki(/key|/kms|/embedded|/awskms|/pkcs11|/jdbc|/jdbc/explanation|/s3|/s3/exception)?/\\w+\\.java");
        Pattern type = Pattern.compile("(?m)^ *public .*\\b(class|interface|record|enum) [A-Z]\\w*");
        Pattern documented = Pattern.compile("\\*/\\s*(@[\\w.]+(\\([^)]*\\))?\\s*(//.*\\s*)?)*$");
        for (Path file : sources(".java")) {
            String source = Files.readString(file);
            if (api.matcher(file.toString().replace('\\', '/')).matches()) {
                type.matcher(source)
                        .results()
                        .forEach(found -> assertThat(source.substring(0, found.start()))
                                .as(found.group())
                                .containsPattern(documented));
            }
        }
    }

    private static List<Path> sources(String ending) throws IOException {
        return ProjectFiles.in(ROOT, ending).stream()
                .filter(file ->
                        ROOT.relativize(file).toString().replace('\\', '/').contains("src/main/java/"))
                .toList();
    }
}
