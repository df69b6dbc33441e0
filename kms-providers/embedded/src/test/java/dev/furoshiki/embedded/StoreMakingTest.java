package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making a store: once, completely, for its owner only, and over nothing that is there. */
@Timeout(120)
class StoreMakingTest {

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void name() throws Exception {
        store = new TestStore(folder.toRealPath());
    }

    @Test
    void createMakesAndNeverReplaces() throws Exception {
        String keyId;
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("").keyId();
            assertThatThrownBy(store::create).isInstanceOf(AlreadyExistsException.class);
        }
        assertThatThrownBy(store::create)
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(store.path().toString());
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.describeKey(keyId).keyId()).isEqualTo(keyId);
        }
    }

    @Test
    void arnsThatTheStoreHasNoRoomForAreRefusedBeforeAnythingIsMade() throws Exception {
        EmbeddedKeyService.Builder builder =
                EmbeddedKeyService.builder(store.path()).rootKey(RootKeySource.keyFile(store.keyFile()));
        for (String[] parts : new String[][] {{"p".repeat(65), "local"}, {"furoshiki", "r".repeat(65)}}) {
            assertThatThrownBy(() -> builder.arns(parts[0], parts[1], "123456789012"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64");
        }
        assertThat(store.database()).doesNotExist();
        try (EmbeddedKeyService keys =
                builder.arns("p".repeat(64), "r".repeat(64), "123456789012").create()) {
            String arn = keys.createKey("").arn();
            assertThat(keys.describeKey(arn).arn()).isEqualTo(arn);
        }
    }

    /** H2 copies a table for a new column, and who is killed meanwhile leaves the copy behind. */
    @Test
    void makingAStoreAddsNoColumnToATable() throws Exception {
        store.create().close();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement()) {
            List<String> columns = columns(statement);
            statement.execute("drop all objects");
            for (int version = 1; version <= 4; version++) {
                statement.execute(script(version));
            }
            assertThat(columns).hasSizeGreaterThan(40).containsExactlyInAnyOrderElementsOf(columns(statement));
        }
        assertThat(script(0)).contains("sealed_root_key").doesNotContain("alter table");
    }

    private static List<String> columns(Statement statement) throws Exception {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(
                "select table_name, column_name, data_type, character_octet_length, is_nullable, column_default "
                        + "from information_schema.columns where table_schema = 'PUBLIC' "
                        + "union all select table_name, constraint_type, '', 0, '', '' "
                        + "from information_schema.table_constraints where table_schema = 'PUBLIC'")) {
            while (row.next()) {
                columns.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getLong(4)
                        + " " + row.getString(5) + " " + row.getString(6));
            }
        }
        return columns;
    }

    private static String script(int version) throws Exception {
        return new String(
                KeyDatabase.class
                        .getResourceAsStream("schema-" + version + ".sql")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    /** A process that was killed while it made the store: each statement of the schema is a commit of its own. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aStoreThatWasNeverCompletelyMadeIsMade(int tablesMade) throws Exception {
        String schema = new String(
                KeyDatabase.class.getResourceAsStream("schema-1.sql").readAllBytes(), StandardCharsets.UTF_8);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement()) {
            for (String table : List.of(schema.split(";")).subList(0, tablesMade)) {
                statement.execute(table);
            }
        }
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreNotFoundException.class);
        String keyId;
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("").keyId();
        }
        assertThatThrownBy(store::create).isInstanceOf(AlreadyExistsException.class);
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.describeKey(keyId).keyId()).isEqualTo(keyId);
        }
    }

    @Test
    void theOptionCreateMakesFoldersAndStoreOnce() throws Exception {
        Path deep = folder.resolve("a").resolve("b").resolve("keys");
        String uri = "embedded:" + deep + "?create=true&keyFile=" + store.keyFile();
        String keyId;
        try (DataKeys keys = DataKeys.open(uri)) {
            keyId = ((EmbeddedKeyService) keys.service()).createKey("").keyId();
        }
        try (DataKeys keys = DataKeys.open(uri)) {
            assertThat(((EmbeddedKeyService) keys.service()).describeKey(keyId).keyId())
                    .isEqualTo(keyId);
        }
    }

    @Test
    void filesAreTheirOwnersOnly() throws Exception {
        try (EmbeddedKeyService keys = store.create()) {
            keys.listKeys();
        }
        for (Path file : List.of(store.database(), store.audit())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    /** Who has opened a file once may go on reading what is written to it later. */
    @Test
    void filesAreTheirOwnersOnlyFromTheirFirstMoment() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Path> files = List.of(
                store.database(), store.audit(), folder.resolve(store.audit().getFileName() + ".new"));
        Future<Set<String>> watching = CompletableFuture.supplyAsync(() -> {
            Set<String> seen = new TreeSet<>();
            while (!stop.get()) {
                for (Path file : files) {
                    try {
                        seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                    } catch (IOException absent) {
                        Thread.onSpinWait();
                    }
                }
            }
            return seen;
        });
        try (EmbeddedKeyService keys = store.create()) {
            keys.listKeys();
        }
        stop.set(true);
        assertThat(watching.get(20, TimeUnit.SECONDS)).isSubsetOf("rw-------");
    }

    @Test
    void anotherDatabaseIsLeftAsItIs() throws Exception {
        String foreign = "jdbc:h2:file:" + store.path();
        try (Connection connection = DriverManager.getConnection(foreign, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table customer (id int primary key)");
        }
        assertThatThrownBy(() -> DataKeys.open("embedded:" + store.path() + "?create=true&keyFile=" + store.keyFile()))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("another path");
        try (Connection connection = DriverManager.getConnection(foreign, "sa", "");
                ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", null, null)) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("CUSTOMER");
            assertThat(tables.next()).isFalse();
        }
    }
}
