package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who can write to the file, but does not know the root key, changes it through H2 itself. */
class StoreTamperingTest {

    @TempDir
    static Path untouched;

    private static String firstKeyId;
    private static String secondKeyId;

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeAll
    static void twoKeysAndAnAlias() throws Exception {
        try (EmbeddedKeyService keys = new TestStore(untouched).createWithPassphrase()) {
            firstKeyId = keys.createKey("first").keyId();
            secondKeyId = keys.createKey("second").keyId();
            keys.createAlias("alias/pii", firstKeyId);
            keys.createAlias("alias/more", secondKeyId);
            keys.disableKey(secondKeyId);
            keys.tagResource(firstKeyId, Map.of("stage", "production"));
            keys.tagResource(secondKeyId, Map.of("stage", "production"));
            keys.putKeyPolicy(firstKeyId, keys.getKeyPolicy(secondKeyId).replace("key-default-1", "another"));
            keys.createGrant(GrantRequest.of(firstKeyId, keys.principal(), GrantOperation.DECRYPT));
            keys.rotateKeyOnDemand(firstKeyId);
        }
    }

    @BeforeEach
    void copy() throws Exception {
        store = new TestStore(folder);
        try (Stream<Path> files = Files.list(untouched)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    /** Without which all that follows would prove nothing. */
    @Test
    void anUnchangedStoreOpens() throws Exception {
        tamper("update kms_key set description = description");
        try (EmbeddedKeyService keys = open()) {
            assertThat(keys.describeKey("alias/pii").keyId()).isEqualTo(firstKeyId);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update kms_key set state = 'ENABLED' where state = 'DISABLED'",
                "update kms_key set state = 'NONSENSE' where state = 'DISABLED'",
                "update kms_key set description = 'else' where description = 'second'",
                "update kms_key set position = 7 where description = 'second'",
                "update kms_key set creation_ms = 0 where description = 'second'",
                "update kms_key set current_backing_key = 2 where description = 'second'",
                "update kms_key set mac = x'00' where description = 'second'",
                "update kms_key set usage = 'SIGN_VERIFY' where description = 'second'",
                "update alias set key_id = (select key_id from kms_key where description = 'second')",
                "update alias set alias_name = 'alias/else' where alias_name = 'alias/pii'",
                "update backing_key set number = number + 5",
                "update backing_key b set sealed = "
                        + "(select sealed from backing_key o where o.key_id <> b.key_id fetch first row only)",
                "update backing_key set sealed = x'00'",
                "update audit_key set sealed = x'00'",
                "update audit_key set sealed = (select sealed from backing_key fetch first row only)",
                "update audit_key set public_key = x'00'",
                "update audit_anchor set sequence = sequence - 1",
                "update audit_anchor set is_closed = false",
                "update audit_anchor set hash = (select verifier from store_header)",
                "update audit_anchor set chain_id = random_uuid()",
                "delete from backing_key",
                "delete from backing_key where number = 1",
                "delete from backing_key where number = 2",
                "update key_record set content = x'00' where kind = 'TAG'",
                "update key_record set name = 'else' where kind = 'TAG'",
                "update key_record set kind = 'NONSENSE' where kind = 'TAG'",
                "update key_record set kind = 'GRANT' where kind = 'TAG'",
                "update key_record set mac = x'00' where kind = 'GRANT'",
                "update key_record set content = x'' where kind = 'POLICY'",
                "update key_record set key_id = (select key_id from kms_key where description = 'second') "
                        + "where kind = 'POLICY'",
                "delete from key_record",
                "delete from key_record where kind = 'POLICY'",
                "delete from key_record where kind = 'GRANT'",
                "delete from key_record where kind = 'ROTATION'",
                "delete from key_record where key_id = (select key_id from kms_key where description = 'second')",
                "update store_header set schema_version = 1",
                "update store_header set schema_version = 3",
                "update store_header set schema_version = null",
                "update store_header set change_number = change_number - 1",
                "update store_header set change_number = null",
                "update store_header set previous_mac = null",
                "update store_header set previous_mac = content_mac",
                "delete from alias",
                "delete from alias where alias_name = 'alias/more'",
                "delete from kms_key where description = 'second'",
                "update store_header set content_mac = x'00'",
                "update store_header set region = 'else'",
                "update store_header set partition_name = 'a:b'",
                "update store_header set argon2_memory_kib = 2000000000",
                "update store_header set argon2_iterations = 0",
                "update store_header set argon2_salt = x'00'",
                "create view v as select * from alias",
                "create table more (id int)",
                "create schema other",
                "create synonym names for alias",
                "create sequence numbers",
                "create constant number value 1",
                "create domain number as int",
                "create force linked table far ('', 'jdbc:h2:mem:far', 'sa', '', 'FAR')",
                "alter table alias add constraint writes check (length(alias_name) > 0)",
                "alter table store_header add constraint more check (length(region) > 0)",
                "alter table store_header add constraint more check (root_key in (trim(root_key), 'KEY_FILE'))",
                "alter table audit_key add constraint more check (length(sealed) > 0)",
                "alter table store_header alter column only_row set default (length(session_id()) > 0)",
                "alter table store_header alter column only_row set on update (length(session_id()) > 0)",
                "alter table audit_key alter column only_row set on update true",
                "alter table alias add column more int default 1",
                "alter table alias add column more int generated always as (1)",
                "create alias \"X\" for 'java.lang.System.nanoTime'",
                "create force trigger t before insert on alias for each row call 'dev.furoshiki.Nothing'"
            })
    void aChangedStoreIsRefusedAsDamaged(String change) throws Exception {
        try (Tampering changed = new Tampering(store, change)) {
            assertThatThrownBy(this::open)
                    .as(changed.toString())
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining(store.path().toString())
                    .hasMessageContaining("backup");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update store_header set argon2_salt = x'000102030405060708090a0b0c0d0e0f'",
                "update store_header set argon2_iterations = 2",
                "update store_header set store_id = random_uuid()",
                "update store_header set verifier = x'00'"
            })
    void whatTheRootKeyIsMadeOfChangesTheRootKey(String change) throws Exception {
        try (Tampering changed = new Tampering(store, change)) {
            assertThatThrownBy(this::open).as(changed.toString()).isInstanceOf(IncorrectRootKeyException.class);
        }
    }

    @Test
    void moreMemoryThanTheProcessMayHaveIsSaidBeforeItIsTaken() throws Exception {
        tamper("update store_header set argon2_memory_kib = 4 * 1024 * 1024");
        assertThatThrownBy(this::open)
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining(store.path().toString())
                .hasMessageContaining("4194304")
                .hasMessageContaining("-Xmx");
    }

    @Test
    void theMessageNamesTheRow() throws Exception {
        tamper("update kms_key set state = 'ENABLED' where state = 'DISABLED'");
        assertThatThrownBy(this::open).hasMessageContaining(secondKeyId);
    }

    /** Java writes half of a surrogate pair as a question mark, which would have the MAC of one. */
    @Test
    void halfOfASurrogatePairIsNoQuestionMark() throws Exception {
        try (EmbeddedKeyService keys = open()) {
            keys.updateKeyDescription(secondKeyId, "?x");
        }
        tamper("update kms_key set description = U&'\\d800x' where description = '?x'");
        assertThatThrownBy(this::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining(secondKeyId);
    }

    @Test
    void anOlderRowThatIsPutBackIsRefused() throws Exception {
        String setWhenEnabled;
        try (EmbeddedKeyService keys = open()) {
            keys.enableKey(secondKeyId);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select mac from kms_key where description = 'second'")) {
            row.next();
            setWhenEnabled = "state = 'ENABLED', mac = x'" + HexFormat.of().formatHex(row.getBytes(1)) + "'";
        }
        try (EmbeddedKeyService keys = open()) {
            keys.disableKey(secondKeyId);
        }
        tamper("update kms_key set " + setWhenEnabled + " where description = 'second'");
        assertThatThrownBy(this::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("backup");
    }

    /** A policy that allowed more. */
    @Test
    void anOlderPolicyThatIsPutBackIsRefused() throws Exception {
        String older;
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select content, mac from key_record where kind = 'POLICY'")) {
            row.next();
            older = "content = x'" + HexFormat.of().formatHex(row.getBytes(1)) + "', mac = x'"
                    + HexFormat.of().formatHex(row.getBytes(2)) + "'";
        }
        try (EmbeddedKeyService keys = open()) {
            keys.putKeyPolicy(firstKeyId, keys.getKeyPolicy(firstKeyId).replace("another", "newer"));
        }
        tamper("update key_record set " + older + " where kind = 'POLICY'");
        assertThatThrownBy(this::open).isInstanceOf(KeyStoreDamagedException.class);
    }

    /** With create=true a lost header must not be taken for a store that is yet to be made: the keys would be lost with it. */
    @Test
    void aStoreThatLostItsHeaderIsNotMadeAgain() throws Exception {
        byte[] whole = Files.readAllBytes(store.database());
        tamper("delete from store_header");
        assertThatThrownBy(this::openOrCreate)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("backup");
        Files.write(store.database(), new byte[0]);
        assertThatThrownBy(this::openOrCreate)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining(store.audit().toString());
        Files.write(store.database(), whole);
        try (EmbeddedKeyService keys = openOrCreate()) {
            assertThat(keys.describeKey("alias/pii").keyId()).isEqualTo(firstKeyId);
        }
    }

    /** An audit log is kept when its store is given up. */
    @Test
    void aStoreThatWasDeletedIsMadeAnew() throws Exception {
        Files.delete(store.database());
        try (EmbeddedKeyService keys = openOrCreate()) {
            assertThat(keys.listKeys()).isEmpty();
        }
        assertThat(Files.readString(folder.resolve("keys.audit.jsonl.before-1")))
                .contains(firstKeyId);
        assertThat(Files.readString(store.audit())).doesNotContain(firstKeyId).contains("ListKeys");
    }

    @Test
    void aRefusedStoreIsClosedAgainSoThatABackupCanBePutThere() throws Exception {
        byte[] backup = Files.readAllBytes(store.database());
        tamper("update alias set alias_name = 'alias/else' where alias_name = 'alias/pii'");
        assertThatThrownBy(this::open).isInstanceOf(KeyStoreDamagedException.class);
        Files.write(store.database(), backup);
        try (EmbeddedKeyService keys = open()) {
            assertThat(keys.describeKey("alias/pii").keyId()).isEqualTo(firstKeyId);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsDamagedOrRefused() throws Exception {
        Files.write(store.database(), new byte[5000]);
        assertThatThrownBy(this::open).isInstanceOf(KeyStoreDamagedException.class);
    }

    private EmbeddedKeyService open() throws Exception {
        return EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(store.passphraseFile()));
    }

    private EmbeddedKeyService openOrCreate() throws Exception {
        return EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.passphraseFile(store.passphraseFile()))
                .argon2id(64, 1, 1)
                .createIfAbsent(true)
                .open();
    }

    private void tamper(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("set referential_integrity false");
            statement.execute(sql);
        }
    }

    /**
     * A changed store whose database H2 keeps open in this process: who opens the store finds it as from the file, but H2
     * opens it once, and need not compact it twice.
     */
    private record Tampering(Connection connection, String change) implements AutoCloseable {

        Tampering(TestStore store, String change) throws SQLException {
            this(
                    DriverManager.getConnection("jdbc:h2:file:" + store.path() + ";DB_CLOSE_ON_EXIT=FALSE", "sa", ""),
                    change);
            execute("set referential_integrity false");
            execute(change);
        }

        private void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public String toString() {
            return change;
        }

        @Override
        public void close() throws SQLException {
            execute("shutdown immediately");
        }
    }
}
