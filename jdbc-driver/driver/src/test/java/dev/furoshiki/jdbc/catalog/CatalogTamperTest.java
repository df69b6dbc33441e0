package dev.furoshiki.jdbc.catalog;

import static dev.furoshiki.jdbc.catalog.CatalogFixture.createPerson;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createTable;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.OtherDatabaseException;
import dev.furoshiki.jdbc.catalog.CatalogException.RolledBackCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnknownFormatException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server, or who can write to it, does to the catalogue is noticed. */
class CatalogTamperTest {

    private static final CatalogOptions OPTIONS = CatalogOptions.defaults();

    private CatalogFixture fixture;
    private CatalogStore store;

    @BeforeEach
    void create() throws Exception {
        fixture = new CatalogFixture();
        store = fixture.create();
        store.session(fixture.plain).execute(createPerson());
    }

    @AfterEach
    void close() throws Exception {
        if (fixture != null) { // null where the tests were skipped
            fixture.close();
        }
    }

    private void createAnother() throws SQLException {
        store.session(fixture.plain)
                .execute(createTable(
                        new TableName("public", "tax"),
                        "CREATE TABLE tax (ssn text ENCRYPTED WITH (KEY = 'alias/pii'))"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest", "mac", "catalog_key"})
    void everyFlippedByteIsRefused(String column) throws Exception {
        byte[] original = read(column);
        int refused = 0;
        for (int i = 0; i < original.length; i++) {
            byte[] flipped = original.clone();
            flipped[i] ^= 0x01;
            write(column, flipped);
            assertThatThrownBy(() -> fixture.open(OPTIONS))
                    .as("byte %s of %s", i, column)
                    .isInstanceOfAny(
                            AlteredCatalogException.class, UnknownFormatException.class, KeyUnavailableException.class);
            refused++;
        }
        assertThat(refused).isEqualTo(original.length);
        write(column, original);
        assertThat(fixture.open(OPTIONS).current()).isEqualTo(store.current());
    }

    @Test
    void whatIsRefusedChangesNothingForWhoeverIsConnected() throws Exception {
        Catalog before = store.current();
        byte[] mac = read("mac");
        mac[0] ^= 1;
        write("mac", mac);
        assertThatThrownBy(() -> store.refresh(fixture.plain))
                .isInstanceOf(AlteredCatalogException.class)
                .hasMessageContaining("backup");
        assertThat(store.current()).isSameAs(before);
    }

    @Test
    void aTruncatedOrEmptyRowIsRefused() throws Exception {
        write("manifest", new byte[0]);
        assertThatThrownBy(() -> fixture.open(OPTIONS)).isInstanceOf(AlteredCatalogException.class);
        fixture.run("DELETE FROM furoshiki_catalog");
        assertThatThrownBy(() -> fixture.open(OPTIONS)).isInstanceOf(MissingCatalogException.class);
        assertThatThrownBy(() -> store.refresh(fixture.plain))
                .isInstanceOf(MissingCatalogException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void aDroppedCatalogueIsRefusedByWhoKnewItAndByThePin() throws Exception {
        CatalogPin pin = new CatalogPin(store.current().databaseId(), 1);
        fixture.run("DROP TABLE furoshiki_catalog, furoshiki_key");
        assertThatThrownBy(() -> store.refresh(fixture.plain)).isInstanceOf(MissingCatalogException.class);
        assertThatThrownBy(() -> store.session(fixture.plain).execute(CatalogFixture.dropPerson()))
                .isInstanceOf(MissingCatalogException.class);
        assertThat(query(fixture.plain, "SELECT count(*) FROM person")).containsExactly("0");
        assertThatThrownBy(() -> fixture.open(OPTIONS.creating().withPin(pin)))
                .isInstanceOf(MissingCatalogException.class)
                .hasMessageContaining(pin.databaseId());
    }

    @Test
    void anOlderCatalogueIsRefusedByWhoSawANewerOneAndByThePin() throws Exception {
        fixture.run("CREATE TABLE backup_catalog AS TABLE furoshiki_catalog");
        fixture.run("CREATE TABLE backup_key AS TABLE furoshiki_key");
        createAnother();
        Catalog newest = store.current();
        assertThat(newest.version()).isEqualTo(2);
        fixture.run(
                "DELETE FROM furoshiki_catalog",
                "DELETE FROM furoshiki_key",
                "INSERT INTO furoshiki_catalog TABLE backup_catalog",
                "INSERT INTO furoshiki_key TABLE backup_key");
        assertThatThrownBy(() -> store.refresh(fixture.plain))
                .isInstanceOf(RolledBackCatalogException.class)
                .hasMessageContaining("from version 2 to 1");
        assertThat(store.current()).isSameAs(newest);
        CatalogPin pin = new CatalogPin(newest.databaseId(), 2);
        assertThatThrownBy(() -> fixture.open(OPTIONS.withPin(pin)))
                .isInstanceOf(RolledBackCatalogException.class)
                .hasMessageContaining("at least 2");
        assertThat(fixture.open(OPTIONS.withPin(new CatalogPin(newest.databaseId(), 1)))
                        .current()
                        .version())
                .isEqualTo(1);
    }

    @Test
    void anotherHistoryOfTheSameLengthIsRefused() throws Exception {
        fixture.run("CREATE TABLE backup_catalog AS TABLE furoshiki_catalog");
        fixture.run("CREATE TABLE backup_key AS TABLE furoshiki_key");
        createAnother();
        fixture.run(
                "DELETE FROM furoshiki_catalog",
                "DELETE FROM furoshiki_key",
                "INSERT INTO furoshiki_catalog TABLE backup_catalog",
                "INSERT INTO furoshiki_key TABLE backup_key");
        fixture.open(OPTIONS).session(fixture.plain).execute(CatalogFixture.dropPerson());
        assertThatThrownBy(() -> store.refresh(fixture.plain))
                .isInstanceOf(RolledBackCatalogException.class)
                .hasMessageContaining("other content");
    }

    @Test
    void theCatalogueOfAnotherDatabaseIsRefused() throws Exception {
        CatalogPin pin = new CatalogPin(store.current().databaseId(), 1);
        fixture.run("DROP TABLE person");
        fixture.run("DELETE FROM furoshiki_catalog", "DELETE FROM furoshiki_key");
        CatalogStore other = fixture.create();
        other.session(fixture.plain).execute(createPerson());
        assertThat(other.current().databaseId()).isNotEqualTo(pin.databaseId());
        assertThatThrownBy(() -> store.refresh(fixture.plain)).isInstanceOf(OtherDatabaseException.class);
        assertThatThrownBy(() -> fixture.open(OPTIONS.withPin(pin)))
                .isInstanceOf(OtherDatabaseException.class)
                .hasMessageContaining(pin.databaseId());
    }

    @Test
    void swappedRemovedOrReplacedKeyRowsAreRefused() throws Exception {
        fixture.run("CREATE TABLE backup_key AS TABLE furoshiki_key");
        for (List<String> attack : List.of(
                List.of("DELETE FROM furoshiki_key WHERE purpose = 1"),
                List.of("DELETE FROM furoshiki_key"),
                List.of(
                        "UPDATE furoshiki_key SET purpose = purpose + 10",
                        "UPDATE furoshiki_key SET purpose = 13 - purpose"),
                List.of("UPDATE furoshiki_key SET generation = 2"),
                List.of("UPDATE furoshiki_key k SET encrypted_key = (SELECT encrypted_key FROM backup_key b"
                        + " WHERE b.purpose = k.purpose AND b.domain_id <> k.domain_id LIMIT 1)"),
                List.of("UPDATE furoshiki_key SET encrypted_key = '\\x00'"),
                List.of("UPDATE furoshiki_key SET domain_id = decode(md5(domain_id::text), 'hex')"))) {
            fixture.run(attack.toArray(String[]::new));
            assertThatThrownBy(() -> fixture.open(OPTIONS))
                    .as(attack.get(0))
                    .isInstanceOf(AlteredCatalogException.class)
                    .hasMessageContaining("furoshiki_key");
            fixture.run("DELETE FROM furoshiki_key", "INSERT INTO furoshiki_key TABLE backup_key");
            assertThat(fixture.open(OPTIONS).current()).isEqualTo(store.current());
        }
    }

    @Test
    void aNewerFormatIsRefusedWithWhatToDo() throws Exception {
        byte[] manifest = read("manifest");
        manifest[4] = 2;
        write("manifest", manifest);
        assertThatThrownBy(() -> fixture.open(OPTIONS))
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("newer driver");
    }

    @Test
    void aPlainTableInThePlaceOfAnEncryptedOneIsRefused() throws Exception {
        fixture.run("DROP TABLE person", "CREATE TABLE person (id integer, ssn varchar(11), name text, email text)");
        assertThatThrownBy(() -> fixture.open(OPTIONS)).isInstanceOf(UnpreparedColumnException.class);
        assertThatThrownBy(() -> store.refresh(fixture.plain))
                .isInstanceOfSatisfying(
                        UnpreparedColumnException.class,
                        refused -> assertThat(refused.ddl()).isNotEmpty());
    }

    @Test
    void aMissingCompanionIsRefused() throws Exception {
        String companion = store.current()
                .tableNamed("person")
                .orElseThrow()
                .encryptedColumn("ssn")
                .orElseThrow()
                .companion()
                .orElseThrow();
        fixture.run("ALTER TABLE person DROP COLUMN " + companion);
        assertThatThrownBy(() -> fixture.open(OPTIONS))
                .isInstanceOf(UnpreparedColumnException.class)
                .hasMessageContaining(companion);
    }

    @Test
    void aDisabledCatalogueKeyIsAClearError() {
        fixture.disable("alias/pii");
        assertThatThrownBy(() -> CatalogStore.open(
                        fixture.plain,
                        dev.furoshiki.DataKeys.over(fixture.service),
                        OPTIONS,
                        new SeenVersions(),
                        LeaseClock.SYSTEM))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("disabled")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("58000");
    }

    private byte[] read(String column) throws SQLException {
        try (Statement statement = fixture.plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + column + " FROM furoshiki_catalog")) {
            rows.next();
            return rows.getBytes(1);
        }
    }

    private void write(String column, byte[] bytes) throws SQLException {
        try (PreparedStatement statement =
                fixture.plain.prepareStatement("UPDATE furoshiki_catalog SET " + column + " = ?")) {
            statement.setBytes(1, bytes);
            statement.executeUpdate();
        }
    }
}
