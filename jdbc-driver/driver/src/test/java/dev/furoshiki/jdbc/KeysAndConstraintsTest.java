package dev.furoshiki.jdbc;

import static dev.furoshiki.jdbc.EncryptedDatabase.query;
import static dev.furoshiki.jdbc.EncryptedDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.ColumnInUseException;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, constraints and indexes of encrypted tables, as object-relational mappers define them. */
@NullUnmarked // fields are set by JUnit
class KeysAndConstraintsTest {

    private static final String INDEXED = "ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY)";
    private static final String EMAIL =
            "ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC, DOMAIN = email_address)";

    private EncryptedDatabase database;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        database = new EncryptedDatabase();
        connection = database.create();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        database.close();
    }

    private void create(String rest) throws SQLException {
        run(connection, "CREATE TABLE person (id int, ssn varchar(11) " + INDEXED + rest);
    }

    private void insert(int id, @Nullable String ssn) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person (id, ssn) VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, ssn);
            insert.executeUpdate();
        }
    }

    private void assertThatOneIsThereOnce() throws SQLException {
        insert(1, "078-05-1120");
        insert(1, "078-05-1121");
        assertThatThrownBy(() -> insert(1, "078-05-1120"))
                .isInstanceOf(SQLException.class)
                .extracting("SQLState")
                .isEqualTo("23505");
        assertThat(query(connection, "SELECT ssn FROM person ORDER BY id")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " UNIQUE)",
                " not null /* nobody has two */ unique)",
                " NOT NULL CONSTRAINT one_each UNIQUE)",
                ", UNIQUE (ssn))",
                ", CONSTRAINT one_each UNIQUE (id, \"ssn\"))",
                ", UNIQUE (ssn, id) DEFERRABLE)",
                " PRIMARY KEY)",
                ", PRIMARY KEY (id, ssn))",
                ", CHECK (id > 0), CONSTRAINT pk PRIMARY KEY (ssn))"
            })
    void uniqueMeansTheValuesOfARandomizedColumn(String rest) throws Exception {
        create(rest);
        assertThatOneIsThereOnce();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table if exists person add constraint one_each unique (ssn)",
                "ALTER TABLE public.person ADD UNIQUE (id, \"ssn\")",
                "ALTER TABLE person ADD PRIMARY KEY (ssn, id)",
                "CREATE UNIQUE INDEX once ON person USING btree (ssn DESC, id)"
            })
    void uniqueMeansTheValuesWhenItComesLater(String definition) throws Exception {
        create(")");
        run(connection, definition, "CREATE INDEX ON person (id, ssn)");
        assertThatOneIsThereOnce();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE person ADD UNIQUE (note)",
                "ALTER TABLE person ADD UNIQUE (ssn) DEFERRABLE",
                "CREATE UNIQUE INDEX once ON person (ssn, upper(note))",
                "CREATE UNIQUE INDEX once ON person (ssn) WHERE note IS NULL"
            })
    void whatComesLaterOtherwiseIsRefused(String definition) throws Exception {
        create(", note text ENCRYPTED WITH (KEY = 'alias/pii'))");
        assertThatThrownBy(() -> run(connection, definition)).isInstanceOf(UnsupportedStatementException.class);
    }

    @Test
    void nullsAreNotEqual() throws Exception {
        create(" UNIQUE)");
        insert(1, null);
        insert(2, null);
        assertThat(query(connection, "SELECT count(*) FROM person")).containsExactly("2");
    }

    @Test
    void aConstraintMakesTheIndex() throws Exception {
        create(" UNIQUE)");
        assertThat(database.queryPlain("SELECT indexdef FROM pg_indexes WHERE tablename = 'person'"))
                .singleElement()
                .asString()
                .startsWith("CREATE UNIQUE INDEX person_fk_");
    }

    @Test
    void withoutAnIndexUniqueIsRefused() {
        assertThatThrownBy(() -> run(
                        connection,
                        "CREATE TABLE person (note text ENCRYPTED WITH (KEY = 'alias/pii'), UNIQUE (note))"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("person_note_key");
    }

    @Test
    void constraintsComeAndGo() throws Exception {
        create(", email text " + EMAIL + ", city int)");
        run(
                connection,
                "CREATE TABLE city (id int PRIMARY KEY)",
                "CREATE TABLE mailbox (email text " + EMAIL + " PRIMARY KEY, note text)",
                "alter table if exists person add constraint to_city foreign key (city) references city",
                "ALTER TABLE ONLY public.person ADD FOREIGN KEY (email) REFERENCES mailbox (email) ON DELETE SET NULL"
                        + " NOT DEFERRABLE",
                "alter table person add constraint one_city unique (city, email)",
                "ALTER TABLE person ADD PRIMARY KEY (id)",
                "create index on person (city desc nulls last, id)",
                "CREATE UNIQUE INDEX IF NOT EXISTS by_mail ON public.person USING btree (email)",
                "alter table if exists person drop constraint if exists to_city",
                "ALTER TABLE public.person DROP CONSTRAINT one_city CASCADE");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person (id, email) VALUES (1, ?)")) {
            insert.setString(1, "nobody@example.org");
            assertThatThrownBy(insert::executeUpdate).extracting("SQLState").isEqualTo("23503");
        }
        assertThat(database.queryPlain("SELECT conname FROM pg_constraint WHERE conrelid = 'person'::regclass"
                        + " AND contype IN ('f', 'p', 'u') ORDER BY 1"))
                .containsExactly("person_email_fkey", "person_pkey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REFERENCES city (name)",
                "REFERENCES other_mailbox",
                "REFERENCES other_mailbox (email) ON DELETE CASCADE",
            })
    void aReferenceToWhatIsNoCellOfTheDomainIsRefused(String reference) throws Exception {
        run(
                connection,
                "CREATE TABLE city (name bytea PRIMARY KEY)",
                "CREATE TABLE other_mailbox (email text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC)"
                        + " PRIMARY KEY)");
        assertThatThrownBy(() ->
                        run(connection, "CREATE TABLE person (id int, email text " + EMAIL + " " + reference + ")"))
                .isInstanceOf(ColumnInUseException.class)
                .hasMessageContaining("person_email_fkey")
                .hasMessageContaining("DETERMINISTIC in the same DOMAIN");
        assertThat(database.queryPlain("SELECT count(*) FROM pg_class WHERE relname = 'person'"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE person DROP CONSTRAINT person_ssn_check",
                "ALTER TABLE person DROP CONSTRAINT IF EXISTS \"person_check1\" CASCADE",
                "ALTER TABLE person DROP CONSTRAINT c, DROP COLUMN ssn",
                "ALTER TABLE person ADD CONSTRAINT c CHECK (ssn IS NOT NULL)",
                "ALTER TABLE person ADD CONSTRAINT c UNIQUE (nothing)",
                "ALTER TABLE person ADD CONSTRAINT c FOREIGN KEY (ssn) REFERENCES city (id)",
                "ALTER TABLE person ADD FOREIGN KEY (email) REFERENCES other_mailbox (email)",
                "ALTER TABLE person ADD FOREIGN KEY (email) REFERENCES other_mailbox",
                "ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES other_mailbox (email)",
                "ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES city (id), ADD COLUMN x text",
                "CREATE INDEX ON person (upper(email))",
                "CREATE INDEX ON person (id) WHERE email IS NULL",
                "CREATE INDEX ON person (id) INCLUDE (ssn)",
                "CREATE INDEX ON person USING gin (email)",
                "CREATE INDEX ON person (email text_pattern_ops)"
            })
    void whatWouldWorkWithPlaintextIsRefused(String definition) throws Exception {
        create(", email text " + EMAIL + ")");
        run(
                connection,
                "CREATE TABLE city (id int PRIMARY KEY)",
                "CREATE TABLE other_mailbox (email text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC)"
                        + " PRIMARY KEY)");
        assertThatThrownBy(() -> run(connection, definition)).isInstanceOf(UnsupportedStatementException.class);
    }
}
