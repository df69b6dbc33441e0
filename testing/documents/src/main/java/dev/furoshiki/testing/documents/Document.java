package dev.furoshiki.testing.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of the project's Markdown files. Immutable.
 *
 * @param path from the project's root, such as {@code docs/jdbc.md}
 * @param lines without their line breaks
 */
public record Document(String path, List<String> lines) {

    private static final int INDENT = 4;

    public Document {
        lines = List.copyOf(lines);
    }

    /** Reads a document, from whichever module's folder the tests are run. */
    public static Document read(String path) throws IOException {
        return new Document(path, Files.readAllLines(root().resolve(path), StandardCharsets.UTF_8));
    }

    /** The project's root: the nearest folder above that has an ARCHITECTURE.md. */
    public static Path root() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("ARCHITECTURE.md"))) {
                return folder;
            }
        }
        throw new IOException("no folder above " + here + " has an ARCHITECTURE.md");
    }

    /** What stands under a heading, up to the next of the same level or a higher one; empty where there is none. */
    public List<String> section(String heading) {
        int start = lines.indexOf(heading);
        if (start < 0) {
            return List.of();
        }
        int level = level(heading);
        int end = start + 1;
        while (end < lines.size() && (level(lines.get(end)) == 0 || level(lines.get(end)) > level)) {
            end++;
        }
        return lines.subList(start + 1, end);
    }

    private static int level(String line) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level;
    }

    /** The fenced blocks of a language, each as its lines. */
    public List<List<String>> blocks(String language) {
        List<List<String>> blocks = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (start >= 0 && line.equals("```")) {
                blocks.add(lines.subList(start, i));
                start = -1;
            } else if (line.equals("```" + language)) {
                start = i + 1;
            }
        }
        return blocks;
    }

    /** The rows of the first table under a heading, without its head; a cell that is one code span without its backquotes. */
    public List<List<String>> table(String heading) {
        return section(heading).stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(Document::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.lastIndexOf('|')).split("\\|", -1))
                .map(cell -> cell.strip().replaceFirst("^`([^`]*)`$", "$1"))
                .toList();
    }

    /**
     * The test vectors of a page of docs/formats: what stands there is what is tested, so that page and code cannot part.
     *
     * <p>After {@code ## Vectors}, each {@code ###} begins one; its indented lines are a name, two blanks or more, a value; a
     * line that is indented further continues the value before it.
     */
    public List<Vector> vectors() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        for (String line : section("## Vectors")) {
            if (line.startsWith("### ")) {
                vectors.add(new Vector(line.substring(INDENT)));
            } else if (line.startsWith(" ".repeat(INDENT))) {
                vectors.get(vectors.size() - 1).add(line.substring(INDENT));
            }
        }
        if (vectors.isEmpty()) {
            throw new IOException(path + " has no vectors");
        }
        return vectors;
    }
}
