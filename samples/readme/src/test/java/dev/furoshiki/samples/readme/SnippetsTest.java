package dev.furoshiki.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents hold the code that is compiled and run, and no other. */
class SnippetsTest {

    private static final List<String> DOCUMENTS =
            List.of("README.md", "docs/jdbc.md", "docs/keys.md", "docs/s3.md", "CONTRIBUTING.md", "SECURITY.md");
    private static final int MOST_LINES_IN_THE_README = 12;

    @Test
    void theJavaOfTheDocumentsIsWhatIsRun() throws IOException {
        List<String> shown = new ArrayList<>();
        for (String path : DOCUMENTS) {
            Document.read(path).blocks("java").forEach(block -> shown.add(String.join("\n", block)));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(snippets());
    }

    @Test
    void theReadmeNeedsAboutTenLinesForEach() throws IOException {
        List<List<String>> blocks = Document.read("README.md").blocks("java");
        assertThat(blocks)
                .hasSize(3)
                .allSatisfy(block -> assertThat(block)
                        .hasSizeLessThanOrEqualTo(MOST_LINES_IN_THE_README)
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120)));
    }

    private static List<String> snippets() throws IOException {
        Path source = Document.root()
                .resolve("samples/readme/src/test/java/dev/furoshiki/samples/readme")
                .resolve("Snippets.java");
        List<String> snippets = new ArrayList<>();
        List<String> lines = Files.readAllLines(source, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("// begin")) {
                int end = i;
                while (!lines.get(end).strip().equals("// end")) {
                    end++;
                }
                snippets.add(String.join("\n", lines.subList(i + 1, end)).stripIndent());
            }
        }
        return snippets;
    }
}
