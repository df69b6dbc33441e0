package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The statements that real libraries were seen to send. The files lie beside the published vectors, or in the folder that
 * {@code -Dfuroshiki.corpus=...} names.
 */
public final class Corpus {

    private Corpus() {}

    /**
     * One statement.
     *
     * @param source the file, which is named after the library, and the dialect
     */
    public record Entry(String source, String sql, Syntax syntax) {

        static Entry of(Path file, String line) {
            boolean postgres = line.startsWith("P:");
            return new Entry(
                    file.getFileName() + (postgres ? ", PostgreSQL" : ", MySQL"),
                    line.substring(2),
                    postgres ? new PostgresSyntax() : MySqlSyntax.DEFAULT);
        }
    }

    /** All of them; the test is skipped, saying so, where there is no folder. */
    public static List<Entry> entries() throws IOException {
        Path vectors = Path.of(System.getProperty("furoshiki.vectors", "../shared/vectors"));
        Path folder = Path.of(System.getProperty(
                "furoshiki.corpus", vectors.resolveSibling("sql-corpus").toString()));
        String absent = "skipped: no corpus in " + folder + "; name its folder by -Dfuroshiki.corpus=...";
        if (!Files.isDirectory(folder)) {
            System.out.println(absent);
        }
        Assumptions.assumeTrue(Files.isDirectory(folder), absent);
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("P:") || line.startsWith("M:"))
                        .forEach(line -> entries.add(Entry.of(file, line)));
            }
        }
        return entries;
    }
}
