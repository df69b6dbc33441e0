package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.Corpus;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.io.IOException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every statement that real libraries were seen to send is read. */
class CorpusTest {

    private static final class Rate {
        int read;
        int all;
        final List<String> refused = new ArrayList<>();
    }

    @Test
    void all_statements_of_the_corpus_are_read() throws IOException {
        Map<String, Rate> rates = new TreeMap<>();
        for (Corpus.Entry entry : Corpus.entries()) {
            add(rates.computeIfAbsent(entry.source(), any -> new Rate()), entry);
        }
        rates.forEach((name, rate) -> System.out.println(name + ": " + rate.read + " of " + rate.all + " read"));
        assertThat(rates).isNotEmpty();
        assertThat(rates.values()).allSatisfy(rate -> assertThat(rate.refused).isEmpty());
    }

    private static void add(Rate rate, Corpus.Entry entry) {
        if (entry.sql().startsWith("drop")) {
            return; // has no tree: what it names is seen by its tokens
        }
        rate.all++;
        try {
            if (entry.sql().startsWith("create")) {
                TreeParser.readTable(
                        SqlText.statements(entry.sql(), entry.syntax()).get(0));
            } else {
                Reading.read(entry.sql(), entry.syntax());
            }
            rate.read++;
        } catch (SQLSyntaxErrorException refused) {
            rate.refused.add(refused.getMessage() + ": " + entry.sql());
        }
    }
}
