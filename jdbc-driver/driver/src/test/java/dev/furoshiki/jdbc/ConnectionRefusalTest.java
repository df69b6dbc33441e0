package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.OtherDatabaseException;
import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import dev.furoshiki.jdbc.catalog.CatalogException.RolledBackCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.UndeclaredColumnException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.key.KmsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection is refused for, and that each refusal says what to do. */
class ConnectionRefusalTest {

    private static final String PASSPHRASE = "correct horse battery staple";

    @TempDir
    Path folder;

    private EncryptedDatabase app;

    @BeforeEach
    void open() {
        app = new EncryptedDatabase();
    }

    /** Instead of those that all tests share. */
    private void withKeysOfItsOwn() {
        app.close();
        app = new EncryptedDatabase(new EmbeddedKeys(folder, PASSPHRASE));
    }

    @AfterEach
    void close() {
        app.close();
    }

    /** As a process that was just started: keys and catalogue are opened anew. */
    private void connectAnew(String... parameters) throws SQLException {
        try (FuroshikiDataSource source = app.dataSource(parameters)) {
            source.getConnection().close();
        }
    }

    private void createCatalogue() throws SQLException {
        connectAnew("furoshiki.catalog=create", "furoshiki.catalogKey=alias/pii");
    }

    private String policy(String yaml) throws Exception {
        return "furoshiki.policy=" + Files.writeString(folder.resolve("policy.yaml"), yaml);
    }

    @Test
    void aDatabaseWithoutCatalogue() throws SQLException {
        assertThatThrownBy(this::connectAnew)
                .isInstanceOf(MissingCatalogException.class)
                .hasMessageContaining("furoshiki.catalog=create");
        createCatalogue();
        connectAnew();
    }

    @Test
    void noKeyService() {
        assertThatThrownBy(() -> DriverManager.getConnection(app.url()))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("furoshiki.keys is missing")
                .hasMessageContaining("embedded:");
    }

    @ParameterizedTest
    @CsvSource({
        "embeded:/somewhere, embedded",
        "nowhere, embedded",
        "embedded:/not/there?passphraseFile=/not/there/either, /not/there",
    })
    void aKeyServiceThatIsNotThere(String uri, String hint) {
        assertThatThrownBy(() -> DriverManager.getConnection(app.url("furoshiki.keys=" + uri)))
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.class)
                .hasMessageContaining(hint);
    }

    @Test
    void aWrongPassphrase() throws Exception {
        withKeysOfItsOwn();
        app.keys().close();
        Files.writeString(app.keys().passphraseFile(), "hunter2 hunter2");
        assertThatThrownBy(() -> connectAnew("furoshiki.catalog=create"))
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.IncorrectRootKeyException.class)
                .hasMessageContaining(app.keys().passphraseFile().toString())
                .satisfies(failure -> assertThat(all(failure)).doesNotContain("hunter2", PASSPHRASE));
    }

    @Test
    void aPassphraseInTheUrl() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        app.url("furoshiki.keys=embedded:" + app.keys().store() + "?passphrase=hunter2")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("passphraseFile")
                .satisfies(failure -> assertThat(all(failure)).doesNotContain("hunter2"));
    }

    @Test
    void aKeyThatIsDisabled() throws Exception {
        withKeysOfItsOwn();
        createCatalogue();
        app.keys().disable(EmbeddedKeys.PII);
        assertThatThrownBy(this::connectAnew)
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.DisabledException.class)
                .hasMessageContaining("disabled");
        app.keys().enable(EmbeddedKeys.PII);
        connectAnew();
    }

    @Test
    void aKeyThatDoesNotExist() {
        assertThatThrownBy(() -> connectAnew("furoshiki.catalog=create", "furoshiki.catalogKey=alias/pij"))
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.NotFoundException.class)
                .hasMessageContaining("alias/pij")
                .hasMessageContaining("did you mean alias/pii?");
    }

    @Test
    void anUnpreparedColumnWithTheDdlToRun() throws Exception {
        app.runPlain("CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(11))");
        String policy = policy("tables: {public.person: {ssn: {type: varchar(11), key: alias/pii, index: EQUALITY}}}");
        UnpreparedColumnException refused = catchThrowableOfType(
                UnpreparedColumnException.class, () -> connectAnew(policy, "furoshiki.catalog=create"));
        assertThat(refused.getMessage()).contains("policy.yaml", "run:");
        assertThat(refused.ddl()).isNotEmpty();
        app.runPlain(refused.ddl().toArray(String[]::new));
        connectAnew(policy, "furoshiki.catalog=create");
        connectAnew(policy);
        connectAnew();
    }

    @Test
    void plaintextRowsWithTheWayToKeepThem() throws Exception {
        app.runPlain("CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(11))");
        app.runPlain("INSERT INTO person VALUES (1, '078-05-1120')");
        String policy = policy("tables: {public.person: {ssn: {type: varchar(11), key: alias/pii}}}");
        assertThatThrownBy(() -> connectAnew(policy, "furoshiki.catalog=create"))
                .isInstanceOf(UnpreparedColumnException.class)
                .hasMessageContaining("holds plaintext")
                .hasMessageContaining("ssn_plaintext")
                .hasMessageNotContaining("078-05-1120");
        assertThat(app.queryPlain("SELECT * FROM person")).containsExactly("1|078-05-1120");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tables: {public.persn: {ssn: {type: text, key: alias/pii}}}; person",
                "tables: {public.person: {sn: {type: text, key: alias/pii}}}; ssn",
                "tables: {public.person: {ssn: {type: text, key: alias/pij}}}; alias/pii",
                "tables: {public.person: {ssn: {type: text, kee: alias/pii}}}; key",
                "tables: {public.person: {ssn: {type: txt, key: alias/pii}}}; txt",
                "tabels: {}; tables",
            })
    void aPolicyThatNamesWhatIsNotThere(String yaml, String nearest) throws Exception {
        app.runPlain("CREATE TABLE person (id integer PRIMARY KEY, ssn bytea)");
        String policy = policy(yaml);
        assertThatThrownBy(() -> connectAnew(policy, "furoshiki.catalog=create"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("policy.yaml")
                .hasMessageContaining(nearest);
    }

    @Test
    void aPolicyFileThatIsNotThere() {
        assertThatThrownBy(() -> connectAnew("furoshiki.catalog=create", "furoshiki.policy=/not/there.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("/not/there.yaml");
    }

    @Test
    void aPolicyThatTheCatalogueLacksOrContradicts() throws Exception {
        app.runPlain("CREATE TABLE person (id integer PRIMARY KEY, ssn text)");
        createCatalogue();
        String policy = policy("tables: {public.person: {ssn: {type: text, key: alias/pii}}}");
        assertThatThrownBy(() -> connectAnew(policy))
                .isInstanceOf(UndeclaredColumnException.class)
                .hasMessageContaining("furoshiki.catalog=create");
        UnpreparedColumnException refused = catchThrowableOfType(
                UnpreparedColumnException.class, () -> connectAnew(policy, "furoshiki.catalog=create"));
        app.runPlain(refused.ddl().toArray(String[]::new));
        connectAnew(policy, "furoshiki.catalog=create");
        String other = policy("tables: {public.person: {ssn: {type: varchar(9), key: alias/pii}}}");
        assertThatThrownBy(() -> connectAnew(other))
                .isInstanceOf(ContradictionException.class)
                .hasMessageContaining("policy.yaml");
    }

    @Test
    void aCatalogueThatWasDropped() throws SQLException {
        createCatalogue();
        String id = databaseId();
        app.runPlain("DROP TABLE furoshiki_catalog, furoshiki_key");
        assertThatThrownBy(this::connectAnew).isInstanceOf(MissingCatalogException.class);
        assertThatThrownBy(() -> connectAnew("furoshiki.catalogPin=" + id + ":1", "furoshiki.catalog=create"))
                .as("with a pin none is created either")
                .isInstanceOf(MissingCatalogException.class)
                .hasMessageContaining("restore");
    }

    @Test
    void aCatalogueThatWasAltered() throws SQLException {
        createCatalogue();
        app.runPlain("UPDATE furoshiki_catalog SET manifest = set_byte(manifest, 30, get_byte(manifest, 30) # 1)");
        assertThatThrownBy(this::connectAnew)
                .isInstanceOf(AlteredCatalogException.class)
                .hasMessageContaining("Restore")
                .hasFieldOrPropertyWithValue("SQLState", "XX001");
    }

    @Test
    void aCatalogueThatIsOlderThanThePin() throws SQLException {
        createCatalogue();
        String id = databaseId();
        connectAnew("furoshiki.catalogPin=" + id + ":1");
        assertThatThrownBy(() -> connectAnew("furoshiki.catalogPin=" + id + ":2"))
                .isInstanceOf(RolledBackCatalogException.class)
                .hasMessageContaining("2");
    }

    @Test
    void aCatalogueOfAnotherDatabase() throws SQLException {
        createCatalogue();
        String other = "00112233445566778899aabbccddeeff";
        assertThatThrownBy(() -> connectAnew("furoshiki.catalogPin=" + other + ":1"))
                .isInstanceOf(OtherDatabaseException.class)
                .hasMessageContaining(other)
                .hasMessageContaining(databaseId());
    }

    @Test
    void aCatalogueThatIsSwappedUnderAProcess() throws SQLException {
        createCatalogue();
        try (EncryptedDatabase second = new EncryptedDatabase(app.keys());
                FuroshikiDataSource source = second.dataSource(
                        "furoshiki.catalog=create", "furoshiki.catalogKey=alias/pii", "furoshiki.catalogMaxAge=PT0S");
                Connection connection = source.getConnection()) {
            List<String> rows = app.queryPlain("SELECT encode(manifest, 'hex'), encode(mac, 'hex'),"
                    + " encode(catalog_key, 'hex') FROM furoshiki_catalog");
            String[] stored = rows.get(0).split("\\|", -1);
            second.runPlain("UPDATE furoshiki_catalog SET manifest = decode('" + stored[0] + "', 'hex'), mac = decode('"
                    + stored[1] + "', 'hex'), catalog_key = decode('" + stored[2] + "', 'hex')");
            assertThatThrownBy(() -> EncryptedDatabase.query(connection, "SELECT 1"))
                    .isInstanceOf(OtherDatabaseException.class)
                    .hasMessageContaining("restart the application");
        }
    }

    private String databaseId() throws SQLException {
        return app.queryPlain("SELECT encode(substring(manifest from 6 for 16), 'hex') FROM furoshiki_catalog")
                .get(0);
    }

    /** Everything that a log with stack traces would show. */
    static String all(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text, true));
        return text.toString();
    }
}
