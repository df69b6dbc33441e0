package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every statement that real libraries were seen to send is read. The files lie beside the published vectors. */
class CorpusTest {

    private static final class Rate {
        int read;
        int all;
        final List<String> refused = new ArrayList<>();
    }

    @Test
    void all_statements_of_the_corpus_are_read() throws IOException {
        Map<String, Rate> rates = new TreeMap<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("P:") || line.startsWith("M:")) {
                    add(rates, file.getFileName().toString(), line);
                }
            }
        }
        rates.forEach((name, rate) -> System.out.println(name + ": " + rate.read + " of " + rate.all + " read"));
        assertThat(rates).isNotEmpty();
        assertThat(rates.values()).allSatisfy(rate -> assertThat(rate.refused).isEmpty());
    }

    private static void add(Map<String, Rate> rates, String file, String line) {
        boolean postgres = line.startsWith("P:");
        Rate rate = rates.computeIfAbsent(file + (postgres ? ", PostgreSQL" : ", MySQL"), any -> new Rate());
        String text = line.substring(2);
        if (text.startsWith("drop")) {
            return; // has no tree: what it names is seen by its tokens
        }
        rate.all++;
        try {
            Syntax syntax = postgres ? new PostgresSyntax() : MySqlSyntax.DEFAULT;
            if (text.startsWith("create")) {
                TreeParser.readTable(SqlText.statements(text, syntax).get(0));
            } else {
                Reading.read(text, syntax);
            }
            rate.read++;
        } catch (SQLSyntaxErrorException refused) {
            rate.refused.add(refused.getMessage() + ": " + text);
        }
    }

    private static List<Path> files() throws IOException {
        Path folder = Path.of(System.getProperty("furoshiki.vectors", "../shared/vectors"))
                .resolveSibling("sql-corpus");
        String absent = "skipped: no corpus in " + folder + "; it is looked for beside -Dfuroshiki.vectors=...";
        if (!Files.isDirectory(folder)) {
            System.out.println(absent);
        }
        Assumptions.assumeTrue(Files.isDirectory(folder), absent);
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
