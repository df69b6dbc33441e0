package dev.furoshiki.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents have in common. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");

    static List<String> documents() throws IOException {
        return files(Document.root(), ".md");
    }

    static List<String> formats() throws IOException {
        return files(Document.root().resolve("docs/formats"), ".md");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(String path) throws IOException {
        for (String line : Document.read(path).lines()) {
            for (MatchResult link : LINK.matcher(line).results().toList()) {
                String file = link.group(1).isEmpty()
                        ? path
                        : Path.of(path)
                                .resolveSibling(link.group(1))
                                .normalize()
                                .toString();
                assertThat(Document.root().resolve(file)).as(path + ": " + line).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(file)).as(path + ": " + line).contains(link.group(2));
                }
            }
        }
    }

    /** What readers of Markdown make of headings. */
    private static List<String> anchors(String path) throws IOException {
        return Document.read(path).lines().stream()
                .filter(line -> line.startsWith("#"))
                .map(heading -> heading.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** ARCHITECTURE.md, rule 8. */
    @ParameterizedTest
    @MethodSource("formats")
    void aFormatHasLayoutLimitsThreatsAndVectors(String path) throws IOException {
        Document page = Document.read(path);
        assertThat(page.section("## Limits")).isNotEmpty();
        assertThat(page.section("## Threats")).isNotEmpty();
        assertThat(page.section("## Vectors")).isNotEmpty();
        assertThat(page.lines()).as("a drawn layout").anyMatch(line -> line.matches(".*(\\+--|\\|<--|^    \\w+ +=).*"));
    }

    /** Vectors that were copied into a test would part from the page. */
    @ParameterizedTest
    @MethodSource("formats")
    void aTestReadsTheVectorsOfAFormat(String path) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Pattern reading = Pattern.compile("\"[^\"]*" + Pattern.quote(name) + "\"");
        List<String> readers = new ArrayList<>();
        for (String file : files(Document.root(), "Test.java")) {
            if (reading.matcher(Files.readString(Document.root().resolve(file))).find()) {
                readers.add(file);
            }
        }
        assertThat(readers).isNotEmpty();
    }

    /** What every commit has to pass is what the first screen promises, command for command. */
    @Test
    void theReadmesCommandsAreThoseOfContinuousIntegration() throws IOException {
        Pattern promised = Pattern.compile("    (mvn .*?)  .*");
        List<String> commands = Document.read("README.md").lines().stream()
                .map(promised::matcher)
                .filter(Matcher::matches)
                .map(command -> command.group(1))
                .toList();
        Pattern run = Pattern.compile("(mvn .*?) \\|\\| broken.*");
        assertThat(Document.read(".ci/run").lines().stream()
                        .map(run::matcher)
                        .filter(Matcher::matches)
                        .map(command -> command.group(1)))
                .hasSize(2)
                .isEqualTo(commands);
    }

    private static List<String> files(Path folder, String ending) throws IOException {
        Path root = Document.root();
        return ProjectFiles.in(folder, ending).stream()
                .map(file -> root.relativize(file).toString().replace('\\', '/'))
                .toList();
    }
}
