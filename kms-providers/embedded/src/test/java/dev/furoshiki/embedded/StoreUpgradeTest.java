package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that the program made before there were policies, grants and rotation (the file is in the resources; its root key
 * is 00, 01, … 1f), opened by this one.
 */
class StoreUpgradeTest {

    private static final String FIRST = "6fe2b3e4-de46-4a93-bd5f-592154023e02";
    private static final String SECOND = "b493cd9c-792c-4949-9e1d-f0d4f2d48a8a";
    private static final String ARNS = "arn:aws:kms:eu-central-1:111122223333:key/";
    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final EncryptedDataKey SEALED = new EncryptedDataKey(
            "embedded",
            ARNS + FIRST,
            HexFormat.of()
                    .parseHex(
                            "016fe2b3e4de464a93bd5f592154023e02000000013964edd9c8e26b67110b71467220657242976af1194af550"
                                    + "0f8269f93e1bffa4c0ae2eb1a30fc0311021e7fdf0e5356de9e1da39ef5a4dc4cdec3358e19c3cab614303b9"));

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void anOldStore() throws Exception {
        store = new TestStore(folder);
        byte[] rootKey = new byte[32];
        for (int i = 0; i < rootKey.length; i++) {
            rootKey[i] = (byte) i;
        }
        Files.write(folder.resolve("root.key"), rootKey);
        try (InputStream packed = Objects.requireNonNull(
                        StoreUpgradeTest.class.getResourceAsStream("store-of-version-1.mv.db.gz"));
                InputStream file = new GZIPInputStream(packed)) {
            Files.copy(file, store.database());
        }
    }

    @Test
    void keepsItsKeysAndGivesThemWhatNewKeysHave() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            requireOldKeys(keys);
            assertThat(keys.getKeyPolicy(FIRST)).contains("arn:aws:iam::111122223333:root");
            assertThat(keys.getKeyRotationStatus(FIRST).enabled()).isFalse();
            keys.rotateKeyOnDemand(FIRST);
            keys.tagResource(SECOND, Map.of("was", "old"));
        }
        try (EmbeddedKeyService keys = store.open()) {
            requireOldKeys(keys);
            assertThat(keys.listResourceTags(SECOND)).containsExactly(Map.entry("was", "old"));
            assertThat(keys.listKeyRotations(FIRST)).hasSize(1);
        }
        assertThat(version()).isEqualTo(SchemaVersions.NEWEST);
    }

    /** H2 commits at each table; a process that is killed between leaves tables, but no number. */
    @Test
    void anUpgradeThatWasCutOffIsDoneAgain() throws Exception {
        try (InputStream script = Objects.requireNonNull(SchemaVersions.class.getResourceAsStream("schema-2.sql"))) {
            change(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (EmbeddedKeyService keys = store.open()) {
            requireOldKeys(keys);
        }
        assertThat(version()).isEqualTo(SchemaVersions.NEWEST);
    }

    @Test
    void whatWasAlteredIsNotUpgraded() throws Exception {
        change("update kms_key set state = 'ENABLED'");
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreDamagedException.class);
        change("update kms_key set state = 'DISABLED' where key_id = '" + SECOND + "'");
        change("delete from alias where alias_name = 'alias/old'");
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreDamagedException.class);
    }

    @Test
    void anUpgradedStoreIsNotTakenForAnOldOne() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            keys.putKeyPolicy(FIRST, keys.getKeyPolicy(FIRST).replace("kms:*", "kms:Put*"));
        }
        change("update store_header set schema_version = null");
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreDamagedException.class);
        change("update store_header set schema_version = 1");
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreDamagedException.class);
    }

    @Test
    void aStoreOfANewerVersionIsLeftAlone() throws Exception {
        store.open().close();
        change("update store_header set schema_version = 99; create table of_the_future (id int)");
        assertThatThrownBy(store::open)
                .isInstanceOf(KeyStoreTooNewException.class)
                .hasMessageContaining("version 99")
                .hasMessageContaining(store.path().toString());
    }

    private static void requireOldKeys(EmbeddedKeyService keys) {
        assertThat(keys.listKeys()).extracting(KeyMetadata::arn).containsExactly(ARNS + FIRST, ARNS + SECOND);
        assertThat(keys.describeKey("alias/pii").description()).isEqualTo("personal data");
        assertThat(keys.describeKey("alias/old").state()).isEqualTo(KeyState.DISABLED);
        try (SecretBytes opened = keys.decrypt(SEALED, CONTEXT)) {
            assertThat(opened.toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("a plaintext of version 1");
        }
    }

    private int version() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet header = statement.executeQuery("select schema_version from store_header")) {
            header.next();
            return header.getInt(1);
        }
    }

    private void change(String sql) throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connection() throws Exception {
        return DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
    }
}
