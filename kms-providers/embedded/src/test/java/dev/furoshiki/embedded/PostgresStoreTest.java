package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A store in PostgreSQL, by one process: made once, and everything in it survives. */
@Timeout(60)
class PostgresStoreTest {

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    @Test
    void createMakesAndNeverReplaces() throws Exception {
        assertThatThrownBy(() -> store.open("one"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining("furoshiki_keys");
        String keyId;
        try (EmbeddedKeyService keys = store.create("one")) {
            keyId = keys.createKey("").keyId();
        }
        assertThatThrownBy(() -> store.create("one")).isInstanceOf(AlreadyExistsException.class);
        try (EmbeddedKeyService keys = store.open("one")) {
            assertThat(keys.describeKey(keyId).keyId()).isEqualTo(keyId);
        }
    }

    /** As a newer program leaves it: neither who opens it nor who has it open goes on with what it does not know. */
    @Test
    void aSchemaOfANewerVersionIsLeftAlone() throws Exception {
        try (EmbeddedKeyService running = store.create("one")) {
            String keyId = running.createKey("").keyId();
            store.execute("update store_header set schema_version = 99");
            assertThatThrownBy(() -> store.open("two"))
                    .isInstanceOf(KeyStoreTooNewException.class)
                    .hasMessageContaining("version 99");
            assertThatThrownBy(() -> running.createAlias("alias/a", keyId))
                    .isInstanceOf(KeyStoreTooNewException.class)
                    .hasMessageContaining("version 99");
            assertThat(store.number("select count(*) from alias")).isZero();
            store.execute("update store_header set schema_version = " + SchemaVersions.NEWEST);
        }
        store.open("two").close();
    }

    @Test
    void everythingOfAKeySurvives() throws Exception {
        String keyId;
        String goneId;
        String policy;
        byte[] plaintext;
        EncryptedDataKey before;
        try (EmbeddedKeyService keys = store.create("one")) {
            keyId = keys.createKey("personal data, für immer").keyId();
            goneId = keys.createKey("").keyId();
            try (var generated = keys.generateDataKey(keyId, 32, EncryptionContext.of("a", "b"))) {
                before = generated.encrypted();
                plaintext = generated.plaintext().toByteArray();
            }
            keys.createAlias("alias/pii", goneId);
            keys.updateAlias("alias/pii", keyId);
            keys.createAlias("alias/gone", keyId);
            keys.deleteAlias("alias/gone");
            keys.tagResource(keyId, Map.of("stage", "test", "owner", "x"));
            keys.tagResource(keyId, Map.of("stage", "production"));
            keys.untagResource(keyId, Set.of("owner"));
            policy = keys.getKeyPolicy(keyId).replace("key-default-1", "another");
            keys.putKeyPolicy(keyId, policy);
            keys.createGrant(GrantRequest.of(keyId, keys.principal(), GrantOperation.DECRYPT));
            keys.rotateKeyOnDemand(keyId);
            keys.enableKeyRotation(keyId, 90);
            keys.scheduleKeyDeletion(goneId, 7);
        }
        try (EmbeddedKeyService keys = store.open("one")) {
            KeyMetadata key = keys.describeKey("alias/pii");
            assertThat(key.keyId()).isEqualTo(keyId);
            assertThat(key.description()).isEqualTo("personal data, für immer");
            assertThat(keys.listAliases()).containsOnlyKeys("alias/pii");
            assertThat(keys.listResourceTags(keyId)).isEqualTo(Map.of("stage", "production"));
            assertThat(keys.getKeyPolicy(keyId)).isEqualTo(policy);
            assertThat(keys.listGrants(keyId)).hasSize(1);
            assertThat(keys.listKeyRotations(keyId)).hasSize(1);
            assertThat(keys.getKeyRotationStatus(keyId).enabled()).isTrue();
            assertThat(keys.describeKey(goneId).state()).isEqualTo(KeyState.PENDING_DELETION);
            try (var opened = keys.decrypt(before, EncryptionContext.of("a", "b"))) {
                assertThat(opened.toByteArray()).isEqualTo(plaintext);
            }
        }
    }

    @Test
    void whatPostgresCannotKeepIsRefusedAndNothingHappens() throws Exception {
        try (EmbeddedKeyService keys = store.create("one")) {
            assertThatThrownBy(() -> keys.createKey("a\0b"))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("U+0000");
            assertThat(keys.listKeys()).isEmpty();
            keys.createKey("after");
        }
        assertThat(store.verify("one")).isZero();
    }

    @Test
    void commitsThatAreNotDurableAreRefused() throws Exception {
        store.execute("alter database " + store.database().name() + " set synchronous_commit = off");
        assertThatThrownBy(() -> store.create("one"))
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining("synchronous_commit");
    }

    @Test
    void anAuditLogHasOneWriter() throws Exception {
        try (EmbeddedKeyService keys = store.create("one")) {
            PGSimpleDataSource another = store.source();
            assertThatThrownBy(() -> EmbeddedKeyService.builder(PostgresKeyStore.of(another, store.audit("one")))
                            .rootKey(RootKeySource.keyFile(store.keyFile()))
                            .open())
                    .isInstanceOf(KeyStoreInUseException.class)
                    .hasMessageContaining(store.audit("one").toString());
            keys.createKey("");
        }
        store.open("one").close();
    }

    @Test
    void whoSharesAnOpenStoreDoesNotGetLessThanHeAsksFor() throws Exception {
        PostgresKeyStore location = store.location("one");
        try (EmbeddedKeyService keys = store.builder(location).create()) {
            String keyId = keys.createKey("").keyId();
            for (PostgresKeyStore stricter : List.of(
                    location.maxStaleness(Duration.ofMillis(400)), location.pollInterval(Duration.ofMillis(40)))) {
                assertThatThrownBy(() -> store.builder(stricter).open())
                        .isInstanceOf(InvalidProviderUriException.class)
                        .hasMessageContaining("PT0.5S")
                        .hasMessageContaining("PT0.05S");
            }
            try (EmbeddedKeyService sharing =
                    store.builder(location.maxStaleness(Duration.ofHours(1))).open()) {
                assertThat(sharing.describeKey(keyId).keyId()).isEqualTo(keyId);
            }
        }
        store.builder(location.maxStaleness(Duration.ofMillis(400))).open().close();
    }

    @Test
    void anotherRootKeyIsRefused() throws Exception {
        store.create("one").close();
        Path other = Files.write(folder.resolve("other.key"), new byte[32]);
        assertThatThrownBy(() -> EmbeddedKeyService.builder(store.location("one"))
                        .rootKey(RootKeySource.keyFile(other))
                        .createIfAbsent(true)
                        .open())
                .isInstanceOf(IncorrectRootKeyException.class);
    }
}
