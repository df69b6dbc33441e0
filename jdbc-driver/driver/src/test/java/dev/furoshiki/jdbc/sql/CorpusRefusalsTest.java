package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.Dialect;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the corpus's statements where columns of their tables are encrypted: those that are refused after they have
 * been parsed are printed, each with its reason.
 */
class CorpusRefusalsTest {

    /** What a server cannot do with cells, as the messages say it. */
    private static final List<String> HONEST = List.of(
            "would be computed by the server",
            "cannot compute",
            "ORDER BY would compare",
            "is compared or combined with a value that the server computes in clear",
            "its cells would be written to a plain column");

    private static final class Counts {
        final List<String> refused = new ArrayList<>();
        int passed;
        int rewritten;
    }

    @Test
    void all_that_is_refused_after_parsing_has_a_reason() throws IOException {
        Catalog catalog = catalog();
        Map<String, Counts> bySource = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Corpus.Entry entry : Corpus.entries()) {
            Counts counts = bySource.computeIfAbsent(entry.source(), any -> new Counts());
            if (entry.sql().startsWith("create") || entry.sql().startsWith("drop")) {
                continue; // carried out where the schema is made, by the tests of the libraries
            }
            try {
                StatementPlan plan = new StatementAnalyzer(entry.syntax()).analyze(entry.sql(), catalog);
                if (plan instanceof StatementPlan.PassThrough) {
                    counts.passed++;
                } else {
                    counts.rewritten++;
                }
            } catch (SQLException refused) {
                boolean encrypts = entry.syntax().dialect() == Dialect.POSTGRESQL;
                counts.refused.add(refused.getMessage() + "\n        " + entry.sql());
                boolean honest = "0A000".equals(refused.getSQLState())
                        && HONEST.stream().anyMatch(String.valueOf(refused.getMessage())::contains);
                if (encrypts && !honest) {
                    wrong.add(refused.getSQLState() + " " + refused.getMessage() + "\n        " + entry.sql());
                }
            }
        }
        bySource.forEach((source, counts) -> {
            System.out.println(source + ": " + counts.passed + " sent as they are, " + counts.rewritten + " rewritten, "
                    + counts.refused.size() + " refused");
            counts.refused.forEach(refused -> System.out.println("    refused: " + refused));
        });
        assertThat(bySource).isNotEmpty();
        assertThat(wrong).isEmpty();
    }

    private static Catalog catalog() {
        Map<TableName, TableColumns> tables = new LinkedHashMap<>();
        add(
                tables,
                "person",
                List.of(
                        "id",
                        "active",
                        "attrs",
                        "bio",
                        "born",
                        "createdat",
                        "createdAt",
                        "dept_id",
                        "email",
                        "ext",
                        "kind",
                        "name",
                        "salary",
                        "version"),
                Map.of("email", "d_mail", "bio", "d_bio"));
        add(tables, "dept", List.of("id", "name"), Map.of("name", "d_mail"));
        add(tables, "addr", List.of("id", "city", "person_id", "person"), Map.of("city", "d_city"));
        add(tables, "car", List.of("id", "doors", "owner"), Map.of("owner", "d_owner"));
        return new Catalog("0".repeat(32), 7, tables, Map.of(), Set.of("furoshiki_catalog", "furoshiki_key"), Set.of());
    }

    private static void add(
            Map<TableName, TableColumns> tables, String name, List<String> columns, Map<String, String> domains) {
        TableName table = new TableName("public", name);
        Map<String, EncryptedColumn> encrypted = domains.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> column(table, one.getKey(), one.getValue())));
        tables.put(table, new TableColumns(table, columns, encrypted));
    }

    private static EncryptedColumn column(TableName table, String name, String domain) {
        return new EncryptedColumn(
                table,
                name,
                LogicalType.parse("varchar(255)").orElseThrow(),
                CellType.RANDOMIZED,
                IndexType.EQUALITY,
                new Domain(domain, String.format("%032x", domain.hashCode() & 0xffffffffL), "alias/pii"));
    }
}
