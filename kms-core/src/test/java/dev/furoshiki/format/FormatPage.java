package dev.furoshiki.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors of a page of docs/formats: what stands there is what is tested, so that page and code cannot part.
 *
 * <p>After {@code ## Vectors}, each {@code ###} begins one; its indented lines are a name, two blanks or more, a value; a line
 * that is indented further continues the value before it.
 */
final class FormatPage {

    private static final int INDENT = 4;

    private FormatPage() {}

    static List<Vector> vectors(String page) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "formats", page));
        List<Vector> vectors = new ArrayList<>();
        for (String line : lines.subList(lines.indexOf("## Vectors") + 1, lines.size())) {
            if (line.startsWith("### ")) {
                vectors.add(new Vector(line.substring(4), new LinkedHashMap<>()));
            } else if (line.startsWith(" ".repeat(INDENT))) {
                vectors.get(vectors.size() - 1).add(line.substring(INDENT));
            }
        }
        if (vectors.isEmpty()) {
            throw new IOException(page + " has no vectors");
        }
        return vectors;
    }

    record Vector(String title, Map<String, String> values) {

        private void add(String line) {
            if (line.startsWith(" ")) {
                String last = List.copyOf(values.keySet()).get(values.size() - 1);
                values.merge(last, line.strip(), String::concat);
            } else {
                String[] parts = line.split(" {2,}", 2);
                values.put(parts[0], parts[1]);
            }
        }

        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("the vector \"" + title + "\" has no " + name);
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        byte[] bytes(String name) {
            return text(name).equals("-") ? new byte[0] : HexFormat.of().parseHex(text(name));
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        @Override
        public String toString() {
            return title;
        }
    }
}
