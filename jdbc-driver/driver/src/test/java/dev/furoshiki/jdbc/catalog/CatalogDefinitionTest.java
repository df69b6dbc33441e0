package dev.furoshiki.jdbc.catalog;

import static dev.furoshiki.jdbc.catalog.CatalogFixture.PERSON;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createPerson;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createTable;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.dropPerson;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.query;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables made and dropped through the catalogue, on a real PostgreSQL. */
@NullUnmarked // nulls are among what is tried
class CatalogDefinitionTest {

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

    @Test
    void withoutACatalogueNothingOpens() {
        assertThatThrownBy(() -> fixture.open(CatalogOptions.defaults()))
                .isInstanceOf(MissingCatalogException.class)
                .hasMessageContaining("furoshiki.catalog=create")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("55000");
    }

    @Test
    void aCatalogueWithAKeyIsStoredAtOnce() throws Exception {
        CatalogStore first = fixture.open(CatalogOptions.defaults().creating().withCatalogKey("alias/other"));
        CatalogStore second = fixture.open(CatalogOptions.defaults());
        assertThat(second.current()).isEqualTo(first.current());
        assertThat(second.current().version()).isEqualTo(1);
        assertThat(second.current().databaseId()).matches("[0-9a-f]{32}");
        assertThat(second.current().opaqueRelations()).containsExactlyInAnyOrder("furoshiki_catalog", "furoshiki_key");
    }

    @Test
    void aCatalogueWithoutAKeyIsStoredWithTheFirstTable() throws Exception {
        CatalogStore store = fixture.create();
        assertThat(store.current().version()).isZero();
        assertThatThrownBy(() -> fixture.open(CatalogOptions.defaults())).isInstanceOf(MissingCatalogException.class);
        assertThat(store.session(fixture.plain).execute(createPerson())).isZero();
        assertThat(store.current().version()).isEqualTo(1);
        assertThat(fixture.open(CatalogOptions.defaults()).current()).isEqualTo(store.current());
    }

    @Test
    void theTableIsMadeOfCellsCompanionsAndChecks() throws Exception {
        CatalogStore store = fixture.create();
        store.session(fixture.plain).execute(createPerson());
        TableColumns person = store.current().tableNamed("person").orElseThrow();
        String companion =
                person.encryptedColumn("ssn").orElseThrow().companion().orElseThrow();

        assertThat(person.name()).isEqualTo(PERSON);
        assertThat(person.columnNames()).containsExactly("id", "ssn", "name", "email", "age");
        assertThat(person.encrypted().keySet()).containsExactlyInAnyOrder("ssn", "name", "email");
        assertThat(person.encryptedColumn("ssn").orElseThrow().type())
                .isEqualTo(LogicalType.parse("varchar(11)").orElseThrow());
        assertThat(person.encryptedColumn("ssn").orElseThrow().domain().name()).isEqualTo("person_ssn");
        assertThat(person.encryptedColumn("name").orElseThrow().domain().name()).isEqualTo("public.person.name");
        assertThat(companion).matches("fk_[0-9a-f]{16}_eq");
        assertThat(query(
                        fixture.plain,
                        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
                                + " WHERE attrelid = 'person'::regclass AND attnum > 0 ORDER BY attnum"))
                .containsExactly(
                        "id|integer|t",
                        "ssn|furoshiki_randomized_cell|t",
                        "name|furoshiki_randomized_cell|f",
                        "email|furoshiki_deterministic_cell|f",
                        "age|integer|f",
                        companion + "|furoshiki_equality_index|f");
        assertThat(query(fixture.plain, "SELECT indexdef FROM pg_indexes WHERE tablename = 'person'"))
                .anyMatch(index -> index.contains(companion));
    }

    @Test
    void anotherClientCannotStorePlaintext() throws Exception {
        CatalogStore store = fixture.create();
        store.session(fixture.plain).execute(createPerson());
        String cell = "'\\x01" + "00".repeat(32) + "'";
        for (String values : List.of(
                "ssn) VALUES (1, '123-45-6789'",
                "ssn) VALUES (1, ''",
                "ssn) VALUES (1, '\\x02" + "00".repeat(40) + "'",
                "ssn) VALUES (1, " + cell, // the companion is missing
                "ssn, email) VALUES (1, " + cell + ", 'a@b.example.org in plain text'",
                "ssn, name) VALUES (1, " + cell + ", 'somebody'")) {
            assertThatThrownBy(() -> fixture.run("INSERT INTO person (id, " + values + ")"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isIn("23514", "2202E"));
        }
    }

    @Test
    void aDroppedTableLeavesNothingBehind() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        session.execute(createPerson());
        assertThat(query(fixture.plain, "SELECT count(*) FROM furoshiki_key")).containsExactly("6");
        session.execute(dropPerson());
        assertThat(store.current().tables()).isEmpty();
        assertThat(store.current().version()).isEqualTo(2);
        assertThat(query(fixture.plain, "SELECT count(*) FROM furoshiki_key")).containsExactly("0");
        assertThat(fixture.open(CatalogOptions.defaults()).current()).isEqualTo(store.current());
    }

    @Test
    void aSharedDomainOutlivesOneOfItsTables() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        session.execute(createPerson());
        session.execute(
                createTable(
                        new TableName("public", "tax"),
                        "CREATE TABLE tax (ssn text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = person_ssn))"));
        Domain shared = domainOf(store, "tax", "ssn");
        assertThat(domainOf(store, "person", "ssn")).isEqualTo(shared);
        session.execute(dropPerson());
        assertThat(domainOf(store, "tax", "ssn")).isEqualTo(shared);
        assertThat(store.roots(shared).cellRoots()).hasSize(1);
        assertThat(query(fixture.plain, "SELECT count(*) FROM furoshiki_key")).containsExactly("2");
    }

    private static Domain domainOf(CatalogStore store, String table, String column) {
        return store.current()
                .tableNamed(table)
                .orElseThrow()
                .encryptedColumn(column)
                .orElseThrow()
                .domain();
    }

    @Test
    void aRolledBackTransactionTakesTableAndManifestAlong() throws Exception {
        CatalogStore store = fixture.create();
        Connection connection = fixture.connect();
        connection.setAutoCommit(false);
        CatalogSession session = store.session(connection);
        session.execute(createPerson());
        assertThat(session.current().tables()).containsKey(PERSON);
        assertThat(session.roots(session.current()
                        .tables()
                        .get(PERSON)
                        .encryptedColumn("ssn")
                        .orElseThrow()
                        .domain()))
                .isNotNull();
        assertThat(store.current().tables()).isEmpty();
        connection.rollback();
        session.transactionEnded();
        assertThat(session.current().tables()).isEmpty();
        assertThat(query(
                        fixture.plain,
                        "SELECT count(*) FROM pg_class WHERE relname IN ('person', 'furoshiki_catalog')"))
                .containsExactly("0");
        session.execute(createPerson());
        connection.commit();
        session.transactionEnded();
        assertThat(store.current().tables()).containsKey(PERSON);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE); // refused inside a transaction
    }

    @Test
    void aRolledBackSavepointTakesOnlyWhatFollowedIt() throws Exception {
        CatalogStore store = fixture.create();
        Connection connection = fixture.connect();
        connection.setAutoCommit(false);
        CatalogSession session = store.session(connection);
        session.execute(createPerson());
        Savepoint savepoint = connection.setSavepoint();
        session.execute(createTable(
                new TableName("public", "tax"), "CREATE TABLE tax (ssn text ENCRYPTED WITH (KEY = 'alias/pii'))"));
        assertThat(session.current().tables()).hasSize(2);
        connection.rollback(savepoint);
        session.savepointRolledBack();
        assertThat(session.current().tables()).containsOnlyKeys(PERSON);
        connection.commit();
        session.transactionEnded();
        assertThat(store.current().tables()).containsOnlyKeys(PERSON);
        assertThat(fixture.open(CatalogOptions.defaults()).current()).isEqualTo(store.current());
    }

    @Test
    void aStatementThatTheServerRefusesChangesNothing() throws Exception {
        CatalogStore store = fixture.create();
        Connection connection = fixture.connect();
        connection.setAutoCommit(false);
        CatalogSession session = store.session(connection);
        run(connection, "CREATE TABLE mine (id integer)");
        assertThatThrownBy(() -> session.execute(createTable(
                        PERSON, "CREATE TABLE person (ssn text ENCRYPTED WITH (KEY = 'alias/pii'), x no_such_type)")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no_such_type");
        connection.commit();
        session.transactionEnded();
        assertThat(store.current().tables()).isEmpty();
        assertThat(query(fixture.plain, "SELECT count(*) FROM mine")).containsExactly("0");
    }

    @Test
    void ifNotExistsIsNothingToDoOrAContradiction() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        session.execute(createPerson());
        Catalog before = store.current();
        String again = CatalogFixture.CREATE_PERSON.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS");
        assertThat(session.execute(createTable(PERSON, again))).isZero();
        assertThat(store.current()).isEqualTo(before);
        assertThatThrownBy(() -> session.execute(createPerson()))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("42P07"));
        for (String other : List.of(
                again.replace("TYPE = DETERMINISTIC", "TYPE = RANDOMIZED"),
                again.replace("varchar(11)", "varchar(12)"),
                again.replace("INDEX = EQUALITY, ", ""),
                again.replace("person_ssn", "other_ssn"),
                again.replace("alias/other", "alias/pii"),
                again.replace("name text ENCRYPTED WITH (KEY = 'alias/pii'),", "name text,"),
                again.replace("age integer", "age integer ENCRYPTED WITH (KEY = 'alias/pii')"))) {
            assertThatThrownBy(() -> session.execute(createTable(PERSON, other)))
                    .isInstanceOf(ContradictionException.class)
                    .hasMessageContaining("CREATE TABLE public.person");
        }
        assertThat(store.current()).isEqualTo(before);
    }

    @Test
    void whatADomainCannotHoldIsRefused() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        session.execute(createPerson());
        TableName tax = new TableName("public", "tax");
        String sql = "CREATE TABLE tax (ssn text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = person_ssn))";
        for (String other : List.of(
                sql.replace("alias/pii", "alias/other"),
                sql.replace("ssn text", "ssn integer"),
                sql.replace("KEY", "TYPE = DETERMINISTIC, KEY"))) {
            assertThatThrownBy(() -> session.execute(createTable(tax, other)))
                    .isInstanceOf(ContradictionException.class)
                    .hasMessageContaining("person_ssn");
        }
        assertThatThrownBy(() -> session.execute(createTable(
                        tax,
                        "CREATE TABLE tax (a text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = same),"
                                + " b text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = same))")))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageContaining("columns a and b")
                .hasMessageContaining("DOMAIN of its own");
        assertThatThrownBy(() -> session.execute(createTable(
                        tax, "CREATE TABLE tax (a numeric ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC))")))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageContaining("numeric(p,s)");
        assertThat(store.current().tables()).containsOnlyKeys(PERSON);
    }

    @Test
    void anUnknownOrDisabledKeyIsNamed() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        assertThatThrownBy(() -> session.execute(
                        createTable(PERSON, "CREATE TABLE person (a text ENCRYPTED WITH (KEY = 'alias/pie'))")))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("alias/pie");
        fixture.disable("alias/pii");
        assertThatThrownBy(() -> session.execute(createPerson()))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("disabled");
        assertThat(store.current().tables()).isEmpty();
    }

    @Test
    void aTableThatAnotherClientDroppedGivesWayToANewOne() throws Exception {
        CatalogStore store = fixture.create();
        CatalogSession session = store.session(fixture.plain);
        session.execute(createPerson());
        String domain = domainOf(store, "person", "ssn").id();
        fixture.run("DROP TABLE person");
        store.refresh(fixture.plain);
        assertThat(store.current().tables().get(PERSON).columnNames())
                .containsExactlyInAnyOrder("ssn", "name", "email");
        session.execute(createTable(PERSON, "CREATE TABLE person (ssn text ENCRYPTED WITH (KEY = 'alias/pii'))"));
        assertThat(store.current().tables().get(PERSON).columnNames()).containsExactly("ssn");
        assertThat(domainOf(store, "person", "ssn").id()).isNotEqualTo(domain);
        assertThat(fixture.open(CatalogOptions.defaults()).current()).isEqualTo(store.current());
    }

    @Test
    void aDefaultIsRefused() throws Exception {
        CatalogStore store = fixture.create();
        assertThatThrownBy(() -> store.session(fixture.plain)
                        .execute(createTable(
                                PERSON,
                                "CREATE TABLE person (ssn text ENCRYPTED WITH (KEY = 'alias/pii') DEFAULT 'none')")))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageContaining("DEFAULT");
        assertThat(store.current().tables()).isEmpty();
    }

    @Test
    void aTableThatGoesIntoAnotherSchemaIsUndone() throws Exception {
        CatalogStore store = fixture.create();
        fixture.run("CREATE SCHEMA elsewhere", "SET search_path = elsewhere, public");
        assertThatThrownBy(() -> store.session(fixture.plain).execute(createPerson()))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageContaining("write the schema");
        assertThat(query(fixture.plain, "SELECT count(*) FROM pg_class WHERE relname = 'person'"))
                .containsExactly("0");
    }

    @Test
    void aRefreshLeavesNoTransactionBehind() throws Exception {
        CatalogStore mine = fixture.open(CatalogOptions.defaults().creating().withCatalogKey("alias/pii"));
        CatalogStore theirs = fixture.open(CatalogOptions.defaults());
        theirs.session(fixture.plain).execute(createPerson());
        Connection connection = fixture.connect();
        CatalogSession session = mine.session(connection);
        assertThat(session.current().tables()).isEmpty();
        connection.setAutoCommit(false);
        session.refresh(true);
        assertThat(session.current()).isEqualTo(theirs.current());
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE); // refused inside a transaction
    }

    @Test
    void manyProcessesChangeOneCatalogue() throws Exception {
        int processes = 4;
        int tables = 5;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<?>> running = new java.util.ArrayList<>();
            for (int p = 0; p < processes; p++) {
                Connection connection = fixture.connect();
                CatalogStore store = CatalogStore.open(
                        connection,
                        fixture.keys,
                        CatalogOptions.defaults().creating(),
                        new SeenVersions(),
                        LeaseClock.SYSTEM);
                int process = p;
                running.add(threads.submit(() -> {
                    start.await();
                    for (int t = 0; t < tables; t++) {
                        String name = "t" + process + "_" + t;
                        store.session(connection)
                                .execute(createTable(
                                        new TableName("public", name),
                                        "CREATE TABLE " + name
                                                + " (v text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = shared))"));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Catalog catalog = fixture.open(CatalogOptions.defaults()).current();
        assertThat(catalog.tables()).hasSize(processes * tables);
        assertThat(catalog.version()).isEqualTo((long) processes * tables);
        assertThat(catalog.tables().values().stream()
                        .flatMap(table -> table.encrypted().values().stream())
                        .map(column -> column.domain().id())
                        .distinct())
                .hasSize(1);
    }
}
