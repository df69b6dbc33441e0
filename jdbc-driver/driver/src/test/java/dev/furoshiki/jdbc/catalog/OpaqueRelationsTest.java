package dev.furoshiki.jdbc.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whatever reaches an encrypted table on a real PostgreSQL is named. */
class OpaqueRelationsTest {

    @Test
    void everythingThatReachesAnEncryptedTableIsOpaque() throws Exception {
        try (CatalogFixture fixture = new CatalogFixture()) {
            CatalogStore store = fixture.create();
            store.session(fixture.plain).execute(CatalogFixture.createPerson());
            fixture.run(
                    "CREATE TABLE plain (id integer)",
                    "CREATE VIEW plain_view AS SELECT * FROM plain",
                    "CREATE VIEW \"Person_View\" AS SELECT id, ssn FROM person",
                    "CREATE VIEW view_of_view AS SELECT id FROM \"Person_View\"",
                    "CREATE MATERIALIZED VIEW kept AS SELECT count(*) FROM view_of_view",
                    "CREATE TABLE heir (extra integer) INHERITS (person)",
                    "CREATE VIEW view_of_heir AS SELECT extra FROM heir",
                    "CREATE VIEW subquery_view AS SELECT id FROM plain WHERE id IN (SELECT id FROM person)",
                    "CREATE TABLE inbox (id integer, ssn text)",
                    "CREATE RULE forward AS ON INSERT TO inbox DO ALSO UPDATE person SET age = 1 WHERE id = NEW.id");
            store.refresh(fixture.plain);
            assertThat(store.current().opaqueRelations())
                    .containsExactlyInAnyOrder(
                            "furoshiki_catalog",
                            "furoshiki_key",
                            "person_view",
                            "view_of_view",
                            "kept",
                            "heir",
                            "view_of_heir",
                            "subquery_view",
                            "inbox");
        }
    }

    @Test
    void partitionsAndParentsAreOpaque() throws Exception {
        try (CatalogFixture fixture = new CatalogFixture()) {
            CatalogStore store = fixture.create();
            store.session(fixture.plain)
                    .execute(CatalogFixture.createTable(
                            new TableName("public", "event"),
                            "CREATE TABLE event (day date, note text ENCRYPTED WITH (KEY = 'alias/pii'))"));
            fixture.run("CREATE TABLE parent (LIKE event)", "ALTER TABLE event INHERIT parent");
            store.refresh(fixture.plain);
            assertThat(store.current().opaqueRelations()).contains("parent");
        }
    }

    @Test
    void everyForeignTableIsOpaque() throws Exception {
        try (CatalogFixture fixture = new CatalogFixture()) {
            CatalogStore store = fixture.create();
            fixture.run(
                    "CREATE FOREIGN DATA WRAPPER any_wrapper",
                    "CREATE SERVER any_server FOREIGN DATA WRAPPER any_wrapper",
                    "CREATE FOREIGN TABLE Elsewhere (id integer) SERVER any_server");
            store.session(fixture.plain).execute(CatalogFixture.createPerson());
            assertThat(store.current().opaqueRelations()).contains("elsewhere");
        }
    }
}
