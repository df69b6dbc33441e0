package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A catalogue without a database: {@code public.person} (id, age, ssn randomized with index, code deterministic, note
 * randomized), {@code "Sales"."Client Data"} (Id, Phone randomized with index), {@code public.words}, whose deterministic
 * columns are named as keywords are, and two tables {@code twin}.
 */
final class PersonCatalog {

    static final TableName PERSON = new TableName("public", "person");
    static final TableName WORDS = new TableName("public", "words");
    static final TableName CLIENT = new TableName("Sales", "Client Data");

    static final EncryptedColumn SSN = column(PERSON, "ssn", 'a', CellType.RANDOMIZED, IndexType.EQUALITY);
    static final EncryptedColumn CODE = column(PERSON, "code", 'b', CellType.DETERMINISTIC, IndexType.NONE);
    static final EncryptedColumn NOTE = column(PERSON, "note", 'c', CellType.RANDOMIZED, IndexType.NONE);
    static final EncryptedColumn PHONE = column(CLIENT, "Phone", 'd', CellType.RANDOMIZED, IndexType.EQUALITY);

    /** The companion of {@link #SSN}, as it stands in SQL. */
    static final String SSN_EQ = "\"fk_aaaaaaaaaaaaaaaa_eq\"";

    static final String PHONE_EQ = "\"fk_dddddddddddddddd_eq\"";

    private PersonCatalog() {}

    static Catalog catalog(String... routines) {
        Map<TableName, TableColumns> tables = new LinkedHashMap<>();
        tables.put(PERSON, table(PERSON, List.of("id", "age", "ssn", "code", "note"), SSN, CODE, NOTE));
        tables.put(CLIENT, table(CLIENT, List.of("Id", "Phone"), PHONE));
        tables.put(WORDS, words("stream", "first", "last", "date", "year", "value", "left", "rows"));
        for (String schema : List.of("one", "two")) {
            TableName twin = new TableName(schema, "twin");
            tables.put(twin, table(twin, List.of("x"), column(twin, "x", 'e', CellType.DETERMINISTIC, IndexType.NONE)));
        }
        return new Catalog(
                "0".repeat(32),
                7,
                tables,
                Map.of(),
                Set.of("person_view", "furoshiki_catalog", "furoshiki_key"),
                Set.of(routines));
    }

    private static TableColumns words(String... names) {
        List<String> columns = new ArrayList<>(List.of("id"));
        columns.addAll(List.of(names));
        EncryptedColumn[] encrypted = Arrays.stream(names)
                .map(name -> column(WORDS, name, 'f', CellType.DETERMINISTIC, IndexType.NONE))
                .toArray(EncryptedColumn[]::new);
        return table(WORDS, columns, encrypted);
    }

    private static TableColumns table(TableName name, List<String> columns, EncryptedColumn... encrypted) {
        Map<String, EncryptedColumn> byName = new LinkedHashMap<>();
        for (EncryptedColumn column : encrypted) {
            byName.put(column.name(), column);
        }
        return new TableColumns(name, columns, byName);
    }

    private static EncryptedColumn column(
            TableName table, String name, char digit, CellType cellType, IndexType indexType) {
        String id = String.valueOf(digit).repeat(32);
        return new EncryptedColumn(
                table,
                name,
                LogicalType.parse("varchar(20)").orElseThrow(),
                cellType,
                indexType,
                new Domain(table + "." + name, id, "alias/pii"));
    }
}
