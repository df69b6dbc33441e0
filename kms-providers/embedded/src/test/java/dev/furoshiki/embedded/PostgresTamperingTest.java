package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's administrator, who does not know the root key, changes rows and adds things. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class PostgresTamperingTest {

    @TempDir
    static Path folder;

    private TestPostgresStore store;
    private EmbeddedKeyService running;
    private String firstKeyId;
    private String secondKeyId;

    @BeforeAll
    void twoKeysAndAnAlias() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        running = store.create("running");
        firstKeyId = running.createKey("first").keyId();
        secondKeyId = running.createKey("second").keyId();
        running.createAlias("alias/pii", firstKeyId);
        running.disableKey(secondKeyId);
        running.tagResource(firstKeyId, Map.of("stage", "production"));
        running.createGrant(GrantRequest.of(firstKeyId, running.principal(), GrantOperation.DECRYPT));
        running.rotateKeyOnDemand(firstKeyId);
    }

    @AfterAll
    void close() {
        running.close();
    }

    /** Each is undone behind the test, by a copy of all tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update kms_key set state = 'ENABLED' where state = 'DISABLED'",
                "update kms_key set state = 'NONSENSE' where state = 'DISABLED'",
                "update kms_key set position = 7 where description = 'second'",
                "update kms_key set current_backing_key = 2 where description = 'second'",
                "update kms_key set mac = '' where description = 'second'",
                "update alias set key_id = (select key_id from kms_key where description = 'second')",
                "delete from alias",
                "update backing_key set number = number + 5",
                "update backing_key set sealed = ''",
                "delete from backing_key where number = 1",
                "update key_record set content = '' where kind = 'TAG'",
                "delete from key_record where kind = 'GRANT'",
                "update store_header set content_mac = ''",
                "update store_header set change_number = change_number + 1",
                "update store_header set previous_mac = content_mac",
                "update store_header set schema_version = 3",
                "update store_header set region = 'else'",
                "delete from store_header",
                "update audit_key set sealed = ''",
                "update audit_anchor set sequence = sequence + 1",
                "update audit_anchor set log = log || 'x'",
                "update audit_anchor set is_closed = not is_closed",
            })
    void aChangedRowIsRefused(String change) throws Exception {
        try {
            store.copyTo("copied");
            store.execute("set session_replication_role = replica; " + change);
            assertRefused();
        } finally {
            store.replaceBy("copied");
            store.execute("drop schema copied cascade");
        }
        store.open("opening").close();
    }

    @Test
    void aRowThatIsGoneWhenItIsChangedIsDamage() throws Exception {
        store.copyTo("copied");
        store.execute("delete from alias");
        assertThatThrownBy(() -> running.deleteAlias("alias/pii"))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("backup");
        store.replaceBy("copied");
        store.execute("drop schema copied cascade");
        store.open("opening").close();
    }

    /** As a rotation leaves it behind that was written and not committed, where the administrator can read it. */
    @Test
    void materialThatWasNeverTheKeysIsRefusedThoughItIsSealedForIt() throws Exception {
        try (SecretBytes bytes = SecretBytes.takeOver(Files.readAllBytes(store.keyFile()));
                RootKey root = new RootKey(bytes, storeId());
                BackingKey other = BackingKey.generate(KeySpec.SYMMETRIC_DEFAULT, 2)) {
            String sealed = HexFormat.of().formatHex(root.seal(UUID.fromString(firstKeyId), other));
            store.copyTo("copied");
            store.execute("update backing_key set sealed = '\\x" + sealed + "' where number = 2");
            assertRefused();
        } finally {
            store.replaceBy("copied");
            store.execute("drop schema copied cascade");
        }
        store.open("opening").close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "create table more (id int) ~ drop table more",
                "create view more as select * from alias ~ drop view more",
                "create sequence more ~ drop sequence more",
                "create materialized view more as select 1 as one ~ drop materialized view more",
                "create type more as enum ('a') ~ drop type more",
                "create domain more as int ~ drop domain more",
                "create function more() returns int language sql as 'select 1' ~ drop function more",
                "create trigger more before insert on alias execute function suppress_redundant_updates_trigger() ~ "
                        + "drop trigger more on alias",
                "create rule more as on insert to alias do also select 1 ~ drop rule more on alias",
                "alter table alias enable row level security ~ alter table alias disable row level security",
                "create policy more on alias using (true) ~ drop policy more on alias",
                "alter table alias add constraint more check (length(alias_name) > 0) ~ "
                        + "alter table alias drop constraint more",
                "alter table alias add column more int default 1 ~ alter table alias drop column more",
                "alter table alias add column more int generated always as (1) stored ~ "
                        + "alter table alias drop column more",
                "alter table alias add column more int generated always as identity ~ "
                        + "alter table alias drop column more",
                "alter table alias alter column mac set default '' ~ alter table alias alter column mac drop default",
                "create index more on alias (lower(alias_name)) ~ drop index more",
                "create table public.more () inherits (alias) ~ drop table public.more",
                "create table public.more (k uuid references kms_key on delete cascade) ~ drop table public.more",
                "alter table alias drop constraint alias_key ~ alter table alias add constraint alias_key primary key (alias_name)",
                "alter table alias drop constraint alias_of ~ "
                        + "alter table alias add constraint alias_of foreign key (key_id) references kms_key (key_id)",
                "alter table audit_anchor set unlogged ~ alter table audit_anchor set logged",
                "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table more (id int) server s ~ "
                        + "drop foreign data wrapper w cascade"
            })
    void whatCouldRunLaterIsRefusedAlsoByAChange(String change, String undo) throws Exception {
        store.execute(change);
        try {
            assertRefused();
            assertThatThrownBy(() -> running.enableKey(secondKeyId))
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining("no key store's");
        } finally {
            store.execute(undo);
        }
    }

    @Test
    void theSchemaOfAnotherApplicationIsLeftAsItIs() throws Exception {
        TestPostgresStore other = TestPostgresStore.in(folder);
        other.execute("create schema furoshiki_keys");
        other.execute("create table customer (id int)");
        assertThatThrownBy(() -> other.create("one"))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("customer")
                .hasMessageContaining("another schema");
        other.execute("drop table customer");
        other.create("one").close();
    }

    private UUID storeId() throws SQLException {
        try (Connection connection = store.database().connect();
                Statement statement = connection.createStatement();
                ResultSet header = statement.executeQuery("select store_id from furoshiki_keys.store_header")) {
            header.next();
            return header.getObject(1, UUID.class);
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> store.open("opening").close())
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("furoshiki_keys");
    }
}
