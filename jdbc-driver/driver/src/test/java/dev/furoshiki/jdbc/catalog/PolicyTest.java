package dev.furoshiki.jdbc.catalog;

import static dev.furoshiki.jdbc.catalog.CatalogFixture.PERSON;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createPerson;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createTable;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.policy;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.catalog.CatalogException.ColumnInUseException;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import dev.furoshiki.jdbc.catalog.CatalogException.UndeclaredColumnException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The YAML policy, held against a real database and its catalogue. */
@NullUnmarked // nulls are among what is tried
class PolicyTest {

    private static final String POLICY = """
            tables:
              public.person:
                ssn:
                  type: varchar(11)
                  key: alias/pii
                  index: EQUALITY
                  domain: person_ssn
                email: {type: text, key: alias/other, cellType: DETERMINISTIC}
            """;

    @TempDir
    private Path folder;

    private CatalogFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new CatalogFixture();
    }

    @AfterEach
    void close() throws Exception {
        if (fixture != null) { // null where the tests were skipped
            fixture.close();
        }
    }

    private void createPlainPerson() throws SQLException {
        fixture.run(
                "CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(11) NOT NULL, email text DEFAULT 'none', age integer)");
    }

    private UnpreparedColumnException refused(CatalogOptions options) {
        return catchThrowableOfType(UnpreparedColumnException.class, () -> fixture.open(options));
    }

    @Test
    void anEmptyTableIsPreparedByTheStatementsInTheMessage() throws Exception {
        createPlainPerson();
        CatalogOptions options = policy(folder, POLICY);
        UnpreparedColumnException refused = refused(options);
        assertThat(refused.getMessage()).contains("policy.yaml:3").contains("policy.yaml:8");
        assertThat(refused.ddl())
                .isNotEmpty()
                .allSatisfy(statement -> assertThat(refused.getMessage()).contains(statement));
        assertThat(query(fixture.plain, "SELECT data_type FROM information_schema.columns WHERE column_name = 'ssn'"))
                .as("the driver itself changes no schema")
                .containsExactly("character varying");

        fixture.run(refused.ddl().toArray(String[]::new));
        CatalogStore store = fixture.open(options);
        TableColumns person = store.current().tables().get(PERSON);
        assertThat(person.columnNames()).containsExactly("id", "ssn", "email", "age");
        assertThat(person.encryptedColumn("ssn").orElseThrow().indexType()).isEqualTo(IndexType.EQUALITY);
        assertThat(person.encryptedColumn("email").orElseThrow().domain())
                .extracting(Domain::name, Domain::keyId)
                .containsExactly("public.person.email", "alias/other");
        assertThatThrownBy(() -> fixture.run("INSERT INTO person (id, ssn) VALUES (1, '123-45-6789')"))
                .hasMessageContaining("check constraint");
        assertThatThrownBy(() -> fixture.run("INSERT INTO person (id) VALUES (1)"))
                .hasMessageContaining("not-null");
        assertThat(fixture.open(CatalogOptions.defaults()).current()).isEqualTo(store.current());
        assertThat(fixture.open(options).current()).isEqualTo(store.current());
    }

    @Test
    void plaintextRowsAreKeptAsideByTheStatementsInTheMessage() throws Exception {
        createPlainPerson();
        fixture.run("INSERT INTO person VALUES (1, '123-45-6789', 'a@example.org', 30), (2, '', NULL, 31)");
        CatalogOptions options = policy(folder, POLICY);
        UnpreparedColumnException refused = refused(options);
        assertThat(refused.getMessage()).contains("holds plaintext").contains("ssn_plaintext");
        fixture.run(refused.ddl().toArray(String[]::new));
        CatalogStore store = fixture.open(options);
        assertThat(store.current().tables().get(PERSON).columnNames())
                .containsExactly("id", "ssn_plaintext", "email_plaintext", "age", "ssn", "email");
        assertThat(query(fixture.plain, "SELECT ssn_plaintext, email_plaintext, ssn IS NULL FROM person WHERE id = 1"))
                .containsExactly("123-45-6789|a@example.org|t");
    }

    @Test
    void bytesThatAreNoCellsCountAsPlaintext() throws Exception {
        fixture.run("CREATE TABLE person (id integer, photo bytea)", "INSERT INTO person VALUES (1, '\\x0102')");
        CatalogOptions options = policy(folder, "tables: {person: {photo: {type: bytea, key: alias/pii}}}");
        assertThat(refused(options).getMessage()).contains("photo_plaintext");
        fixture.run("UPDATE person SET photo = ''");
        assertThat(refused(options).getMessage()).contains("photo_plaintext");
        fixture.run("DELETE FROM person");
        assertThat(refused(options).ddl())
                .containsExactly(
                        "ALTER TABLE \"public\".\"person\" ALTER COLUMN \"photo\" TYPE public.furoshiki_randomized_cell");
        fixture.run(refused(options).ddl().toArray(String[]::new));
        assertThat(fixture.open(options).current().tables()).containsKey(PERSON);
    }

    @Test
    void oddNamesAreQuoted() throws Exception {
        TableName odd = new TableName("Odd Schema", "Order \"x\"");
        fixture.run(
                "CREATE SCHEMA \"Odd Schema\"",
                "CREATE TABLE \"Odd Schema\".\"Order \"\"x\"\"\" (\"Größe, cm\" numeric(5,1))");
        CatalogOptions options = policy(folder, """
                tables:
                  'Odd Schema.Order "x"':
                    'Größe, cm': {type: 'numeric(5,1)', key: alias/pii, index: equality}
                """);
        fixture.run(refused(options).ddl().toArray(String[]::new));
        assertThat(fixture.open(options).current().tables().get(odd).columnNames())
                .containsExactly("Größe, cm");
    }

    @Test
    void anEntryThatTheCatalogueLacksIsAddedOnlyOnRequest() throws Exception {
        fixture.open(CatalogOptions.defaults().creating().withCatalogKey("alias/pii"));
        createPlainPerson();
        CatalogOptions creating = policy(folder, POLICY);
        CatalogOptions notCreating =
                CatalogOptions.defaults().withPolicy(creating.policy().orElseThrow());
        assertThatThrownBy(() -> fixture.open(notCreating))
                .isInstanceOf(UndeclaredColumnException.class)
                .hasMessageContaining("policy.yaml:3")
                .hasMessageContaining("furoshiki.catalog=create");
        fixture.run(refused(creating).ddl().toArray(String[]::new));
        fixture.open(creating);
        assertThat(fixture.open(notCreating).current().tables()).containsKey(PERSON);
    }

    @Test
    void aContradictionNamesBothPlaces() throws Exception {
        fixture.create().session(fixture.plain).execute(createPerson());
        for (String policy : List.of(
                POLICY.replace("varchar(11)", "varchar(12)"),
                POLICY.replace("alias/pii", "alias/other"),
                POLICY.replace("index: EQUALITY", "index: NONE"),
                POLICY.replace("person_ssn", "other"))) {
            CatalogOptions options = policy(folder, policy);
            assertThatThrownBy(() -> fixture.open(options))
                    .isInstanceOf(ContradictionException.class)
                    .hasMessageContaining("policy.yaml:3")
                    .hasMessageContaining("CREATE TABLE public.person");
        }
        assertThat(fixture.open(policy(folder, POLICY)).current().version()).isEqualTo(1);
    }

    @Test
    void aTableDefinitionThatContradictsThePolicyNamesBothPlaces() throws Exception {
        fixture.create().session(fixture.plain).execute(createPerson());
        CatalogStore store = fixture.open(policy(folder, POLICY));
        CatalogSession session = store.session(fixture.plain);
        session.execute(CatalogFixture.dropPerson());
        String other = CatalogFixture.CREATE_PERSON.replace("varchar(11)", "varchar(12)");
        assertThatThrownBy(() -> session.execute(createTable(PERSON, other)))
                .isInstanceOf(ContradictionException.class)
                .hasMessageContaining("policy.yaml:3")
                .hasMessageContaining("CREATE TABLE public.person");
        assertThatThrownBy(() -> session.execute(createTable(
                        PERSON,
                        CatalogFixture.CREATE_PERSON.replaceFirst(
                                "email text ENCRYPTED WITH \\([^)]*\\)", "email text"))))
                .isInstanceOf(ContradictionException.class)
                .hasMessageContaining("policy.yaml:8");
        session.execute(createPerson());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.person:|public.persn:|policy.yaml:3|did you mean public.person?",
                "public.person:|other.person:|policy.yaml:3|other.person does not exist",
                "    ssn:|    snn:|policy.yaml:3|did you mean ssn?",
                "key: alias/pii|key: alias/pie|policy.yaml:3|alias/pie",
                "key: alias/pii|kye: alias/pii|policy.yaml:5|did you mean key?",
                "tables:|tabels:|policy.yaml:1|did you mean tables?",
                "index: EQUALITY|index: EQUALTY|policy.yaml:6|did you mean EQUALITY?",
                "DETERMINISTIC|RANDOM|policy.yaml:8|RANDOMIZED, DETERMINISTIC",
                "varchar(11)|varchr(11)|policy.yaml:4|varchr(11)",
                "varchar(11)|json|policy.yaml:4|json",
                "type: varchar(11)|index: NONE|policy.yaml:6|line 4",
                "key: alias/other,|''|policy.yaml:8|key is missing",
                "domain: person_ssn|domain: [a]|policy.yaml:7|plain value",
            })
    void whatAPolicyGetsWrongIsNamedWithItsLine(String right, String wrong, String place, String hint)
            throws Exception {
        createPlainPerson();
        CatalogOptions options = policy(folder, POLICY.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        assertThatThrownBy(() -> fixture.open(options))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(place)
                .hasMessageContaining(hint)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("F0000");
    }

    @Test
    void aFileThatIsNoPolicyIsNamed() throws Exception {
        assertThatThrownBy(() -> fixture.open(policy(folder, ""))).isInstanceOf(PolicyException.class);
        assertThatThrownBy(() -> fixture.open(policy(folder, "- a"))).isInstanceOf(PolicyException.class);
        assertThatThrownBy(() -> fixture.open(policy(folder, "a: [")))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("not YAML");
        CatalogOptions missing = CatalogOptions.defaults().creating().withPolicy(folder.resolve("missing.yaml"));
        assertThatThrownBy(() -> fixture.open(missing))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("missing.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE person ADD CONSTRAINT long_enough CHECK (length(ssn) > 3)|long_enough",
                "ALTER TABLE person ADD COLUMN upper_ssn text GENERATED ALWAYS AS (upper(ssn)) STORED|upper_ssn",
                "CREATE INDEX by_lower ON person (lower(ssn))|by_lower",
                "CREATE INDEX partly ON person (age) WHERE ssn <> ''|partly",
                "CREATE UNIQUE INDEX once ON person (ssn)|once",
                "ALTER TABLE person ADD CONSTRAINT only_one UNIQUE (ssn)|only_one",
                "CREATE POLICY own ON person USING (ssn = current_user)|own",
                "CREATE VIEW shown AS SELECT ssn FROM person|shown",
                "CREATE STATISTICS joint ON ssn, age FROM person|joint",
                "CREATE TRIGGER watch BEFORE UPDATE OF ssn ON person FOR EACH ROW EXECUTE FUNCTION touch()|watch",
                "CREATE TRIGGER watch BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION look()|trigger watch",
                "CREATE TRIGGER watch BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION whole()|trigger watch",
                "CREATE TRIGGER watch BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION dynamic()|trigger watch",
                "CREATE TRIGGER watch BEFORE INSERT ON person FOR EACH ROW WHEN (NEW.ssn <> '') EXECUTE FUNCTION touch()|watch",
                "CREATE TABLE other (ssn varchar(11) REFERENCES person (only_ssn))|other_ssn_fkey",
                "DROP TABLE person; CREATE TABLE person (ssn varchar(11), email text) PARTITION BY LIST (ssn)|partition key",
                "DROP TABLE person; CREATE TABLE person (ssn varchar(11), email text) PARTITION BY LIST (lower(ssn))|partition key",
            })
    void aColumnThatTheServerWorksWithIsRefusedNamingWhat(String definition, String name) throws Exception {
        createPlainPerson();
        fixture.run(
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.age := 1; RETURN NEW; END'",
                "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.age := length(NEW.SSN); RETURN NEW; END'",
                "CREATE FUNCTION whole() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM to_json(NEW); RETURN NEW; END'",
                "CREATE FUNCTION dynamic() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN EXECUTE TG_ARGV[0]; RETURN NEW; END'");
        String policy = POLICY;
        if (definition.contains("only_ssn")) {
            fixture.run("ALTER TABLE person ADD COLUMN only_ssn varchar(11) UNIQUE");
            policy = "tables: {other: {ssn: {type: varchar(11), key: alias/pii, cellType: DETERMINISTIC}}}";
        }
        fixture.run(definition.split("; "));
        CatalogOptions options = policy(folder, policy);
        assertThatThrownBy(() -> fixture.open(options))
                .isInstanceOf(ColumnInUseException.class)
                .hasMessageContaining(name)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("0A000");
    }

    @Test
    void whatDoesNotTouchTheColumnIsLeftAlone() throws Exception {
        createPlainPerson();
        fixture.run(
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.age := 1; RETURN NEW; END'",
                "CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION touch()",
                "CREATE INDEX by_age ON person (age)",
                "ALTER TABLE person ADD CHECK (age > 0)",
                "CREATE UNIQUE INDEX by_email ON person (email)");
        CatalogOptions options = policy(folder, POLICY);
        fixture.run(refused(options).ddl().toArray(String[]::new));
        assertThat(fixture.open(options).current().tables()).containsKey(PERSON);
    }

    @Test
    void aTableDefinitionWhoseColumnTheServerWorksWithIsUndone() throws Exception {
        CatalogStore store = fixture.create();
        assertThatThrownBy(
                        () -> store.session(fixture.plain)
                                .execute(
                                        createTable(
                                                PERSON,
                                                "CREATE TABLE person (ssn text ENCRYPTED WITH (KEY = 'alias/pii') UNIQUE, id integer)")))
                .isInstanceOf(ColumnInUseException.class)
                .hasMessageContaining("person_ssn_key");
        assertThat(query(fixture.plain, "SELECT count(*) FROM pg_class WHERE relname = 'person'"))
                .containsExactly("0");
        assertThat(store.current().version()).isZero();
    }
}
