package dev.furoshiki.jdbc;

import static dev.furoshiki.jdbc.EncryptedDatabase.query;
import static dev.furoshiki.jdbc.EncryptedDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that a policy declares before they are there: an object-relational mapper creates them by plain DDL. */
@NullUnmarked // fields are set by JUnit
class AwaitedTablesTest {

    private static final String POLICY = """
            tables:
              customer:
                phone: {type: varchar(15), key: alias/pii, index: EQUALITY}
                note: {type: text, key: alias/pii}
            """;

    private static final String CREATE = "create table customer (id bigint not null, note text,\n"
            + " phone varchar(15) not null /* as it was */, primary key (id))";

    private EncryptedDatabase database;
    private String policy;
    private FuroshikiDataSource source;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        database = new EncryptedDatabase();
        policy = "furoshiki.policy=" + Files.writeString(folder.resolve("policy.yaml"), POLICY);
        source = database.dataSource(policy, "furoshiki.catalog=createTables");
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        database.close();
    }

    @Test
    void createTableEncryptsTheirColumns() throws Exception {
        try (Connection connection = source.getConnection()) {
            run(connection, "drop table if exists customer cascade", CREATE);
            try (var insert = connection.prepareStatement("insert into customer (id, phone, note) values (?, ?, ?)")) {
                insert.setLong(1, 1);
                insert.setString(2, "0151");
                insert.setString(3, "likes tea");
                insert.executeUpdate();
            }
            assertThat(query(connection, "select * from customer")).containsExactly("1|likes tea|0151");
        }
        assertThat(database.queryPlain("select data_type from information_schema.columns where table_name = 'customer'"
                        + " and column_name in ('phone', 'note')"))
                .containsExactly("bytea", "bytea");
        assertThat(database.queryPlain("select phone, note from customer").toString())
                .doesNotContain("0151", "tea");
        try (Connection later = database.connect(policy)) {
            assertThat(query(later, "select phone from customer")).containsExactly("0151");
        }
    }

    @Test
    void aTableThatWasDroppedIsAwaitedAgain() throws Exception {
        try (Connection connection = source.getConnection()) {
            run(connection, CREATE, "drop table customer", CREATE);
        }
        assertThat(database.queryPlain("select data_type from information_schema.columns where table_name = 'customer'"
                        + " and column_name = 'phone'"))
                .containsExactly("bytea");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from customer",
                "insert into customer (id, phone) values (1, '0151')",
                "alter table public.customer add column x text",
                "create view v as select * from customer",
                "create table customer as select 1 as id",
                "create table copy (like customer)"
            })
    void nothingElseMayNameThem(String statement) throws Exception {
        try (Connection connection = source.getConnection()) {
            // As another client would, just now.
            database.runPlain("create table customer (id bigint, phone varchar(15), note text)");
            assertThatThrownBy(() -> run(connection, statement))
                    .satisfies(refused ->
                            assertThat(((SQLException) refused).getSQLState()).isIn("0A000", "42601"));
        }
        assertThat(database.queryPlain("select * from customer")).isEmpty();
    }

    @Test
    void theRefusalNamesTheDeclaration() throws Exception {
        try (Connection connection = source.getConnection()) {
            assertThatThrownBy(() -> run(connection, "update customer set note = null"))
                    .isInstanceOf(UnsupportedStatementException.class)
                    .hasMessageContaining("public.customer")
                    .hasMessageContaining("policy.yaml:3")
                    .hasMessageContaining("CREATE TABLE");
        }
    }

    /** What Hibernate sends before it creates a table, and after it. */
    @Test
    void constraintsMayBeDroppedBeforeTheTableIsThere() throws Exception {
        try (Connection connection = source.getConnection()) {
            run(
                    connection,
                    "alter table if exists customer drop constraint if exists FKmer5utvy1hiff7ovs6f4bjtnw",
                    "create table country (id bigint primary key)",
                    CREATE,
                    "alter table if exists customer add constraint FKmer5utvy1hiff7ovs6f4bjtnw foreign key (id)"
                            + " references country");
            assertThat(query(connection, "select * from customer")).isEmpty();
        }
    }

    @Test
    void aTimestampOfSixDigitsIsATimestamp(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                tables:
                  visit:
                    a: {type: timestamp, key: alias/pii}
                    b: {type: timestamp(6) with time zone, key: alias/pii}
                """);
        try (FuroshikiDataSource visits =
                        database.dataSource("furoshiki.policy=" + file, "furoshiki.catalog=createTables");
                Connection connection = visits.getConnection()) {
            assertThatThrownBy(() -> run(connection, "create table visit (a timestamp(3), b timestamptz)"))
                    .isInstanceOf(ContradictionException.class);
            run(connection, "create table visit (a timestamp(6), b timestamptz)");
            assertThat(query(connection, "select * from visit")).isEmpty();
        }
    }

    @Test
    void otherTablesMayReferToThem() throws Exception {
        try (Connection connection = source.getConnection()) {
            run(connection, CREATE, "create table orders (id bigint, customer bigint references customer)");
            assertThat(query(connection, "select * from orders")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table customer (id bigint, note text) | CREATE TABLE public.customer has no column phone, but policy.yaml:3",
                "create table customer (id bigint, note text, phone varchar(14)) | the type varchar(14), but policy.yaml:3 says character varying(15)",
                "create table if not exists customer (id bigint, note text, phone integer) | the type integer, but policy.yaml:3"
            })
    void aCreateTableThatSaysOtherwiseIsRefused(String statement, String message) throws Exception {
        try (Connection connection = source.getConnection()) {
            assertThatThrownBy(() -> run(connection, statement))
                    .isInstanceOf(ContradictionException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void withoutBeingAskedAnUnknownTableIsAMistake() {
        for (String catalog : new String[] {"create", "require"}) {
            assertThatThrownBy(() -> {
                        try (FuroshikiDataSource other = database.dataSource(
                                        policy, "furoshiki.catalog=" + catalog, "furoshiki.catalogKey=alias/pii");
                                Connection connection = other.getConnection()) {
                            connection.getMetaData();
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .satisfies(refused -> {
                        if (catalog.equals("create")) {
                            assertThat(refused)
                                    .isInstanceOf(PolicyException.class)
                                    .hasMessageContaining("furoshiki.catalog=createTables");
                        }
                    });
        }
    }
}
