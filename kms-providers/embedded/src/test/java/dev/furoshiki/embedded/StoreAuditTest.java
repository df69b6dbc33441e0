package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store as the anchor of its audit log, and the command that verifies one against the other. */
@Timeout(60)
class StoreAuditTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private TestStore store;
    private String keyId;

    @BeforeEach
    void aStoreWithAKey() throws Exception {
        store = new TestStore(folder);
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("").keyId();
        }
    }

    @Test
    void whatAStoreDidVerifies() throws Exception {
        assertThat(verify()).as(said()).isZero();
        String seen;
        String publicKey;
        try (EmbeddedKeyService keys = store.open()) {
            keys.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
            seen = keys.newestAuditLink();
            publicKey = keys.auditPublicKey();
        }
        assertThat(verify("--at-least", seen)).as(said()).isZero();
        assertThat(said()).contains("VERIFIED: 0 findings; 5 lines in 1 files");
        assertThat(Files.readString(store.audit())).contains(publicKey);
    }

    /** By itself such a log verifies: it ends with a signed checkpoint. */
    @Test
    void aLogThatWasPutBackIsFoundAndNotGoneOnWith() throws Exception {
        byte[] older = Files.readAllBytes(store.audit());
        String seen = work();
        Files.write(store.audit(), older);
        assertThat(verify()).isEqualTo(1);
        assertThat(said()).contains("CUT");
        assertThat(verify("--at-least", seen)).isEqualTo(1);
        assertThatThrownBy(store::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining(store.audit().toString())
                .hasMessageContaining("move all its files elsewhere");
        // The refused store is closed again, and the way out leads out.
        Files.move(store.audit(), folder.resolve("evidence"));
        work();
        assertThat(verify()).isEqualTo(1);
        assertThat(said()).contains("MISSING", "no file of it is here");
    }

    /** A key that was disabled since would be enabled again. */
    @Test
    void aStoreThatWasPutBackIsNoticedByItsLog() throws Exception {
        byte[] older = Files.readAllBytes(store.database());
        try (EmbeddedKeyService keys = store.open()) {
            keys.disableKey(keyId);
        }
        Files.write(store.database(), older);
        assertThatThrownBy(store::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("the key store was put back to an older state");
        assertThat(verify()).isEqualTo(1);
        assertThat(said()).contains("FORGED_TAIL");
    }

    @Test
    void aStoreOfBeforeThereWereAnchorsGetsThem() throws Exception {
        change("drop table audit_anchor");
        change("drop table audit_key");
        Files.move(store.audit(), folder.resolve("of before"));
        work();
        assertThat(verify()).as(said()).isZero();
    }

    @Test
    void aLogThatIsTakenAwayGivesNoKeyAndMakesNoChange() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            keys.listKeys();
            Files.move(store.audit(), folder.resolve("taken away"));
            assertThatThrownBy(() -> keys.generateDataKey(keyId, 32, EncryptionContext.empty()))
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("audit log");
            assertThatThrownBy(() -> keys.createAlias("alias/x", keyId)).isInstanceOf(KmsInternalException.class);
        }
        Files.move(folder.resolve("taken away"), store.audit());
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.listAliases()).isEmpty();
        }
        assertThat(verify()).as(said()).isZero();
    }

    /** What verifies the log is to be the store's own: neither another key, nor the one that the log itself names. */
    @Test
    void aLogIsNotVerifiedWithAnotherKeyThanTheStores() throws Exception {
        change("update audit_key set public_key = x'" + "11".repeat(32) + "'");
        assertThat(verify()).isEqualTo(4);
        assertThat(said()).contains("the key that signs the audit log was altered", "restore the store from a backup");
        change("delete from audit_key");
        assertThat(verify()).isEqualTo(4);
        assertThat(said()).contains("the key that signs the audit log was altered");
        // Without its links, too, it is as if the store never had a log.
        change("delete from audit_anchor");
        assertThat(verify()).isEqualTo(1);
        assertThat(said()).contains("OTHER_CHAIN");
    }

    @Test
    void aLogThatWasCutToNothingIsFoundAndNotGoneOnWith() throws Exception {
        String log = Files.readString(store.audit());
        for (String cut : List.of("", log.substring(0, 100), log.replace('\n', ' '))) {
            Files.writeString(store.audit(), cut);
            assertThat(verify()).isEqualTo(1);
            assertThatThrownBy(store::open)
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining(store.audit().toString());
            assertThat(store.audit()).hasContent(cut);
        }
    }

    /** The operator's way, with a service that was opened in between and wrote nothing. */
    @Test
    void aLogThatWasMovedAwayBeginsAnewWithTheFirstRecord() throws Exception {
        Files.move(store.audit(), folder.resolve("evidence"));
        store.open().close();
        assertThat(store.audit()).doesNotExist();
        work();
        assertThat(verify()).isEqualTo(1);
        assertThat(said()).contains("MISSING", "1 findings");
    }

    @Test
    void manyThreadsOfChangesAndUsesMakeOneChain() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (EmbeddedKeyService keys = store.open()) {
            for (int t = 0; t < 4; t++) {
                String alias = "alias/t" + t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 10; i++) {
                        keys.createAlias(alias, keyId);
                        keys.generateDataKey(alias, 32, EncryptionContext.empty())
                                .close();
                        keys.deleteAlias(alias);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(verify()).as(said()).isZero();
        // Header, CreateKey, checkpoint; 4 times 10 times 3, and a checkpoint.
        assertThat(said()).contains("124 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditFileBytes=1", "auditFileAge=PT0.000000001S"})
    void aFullOrOldFileIsFollowedByAnother(String option) throws Exception {
        try (KeyManagementService keys = provided(option)) {
            for (int i = 0; i < 2; i++) {
                keys.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
            }
        }
        assertThat(Path.of(store.audit() + ".000002")).exists();
        assertThat(verify()).as(said()).isZero();
        assertThat(said()).contains("in 3 files");
    }

    /** It was opened behind record 3, and three more are written: told is either that alone, or all but maybe the last. */
    @ParameterizedTest
    @CsvSource({"PT0S, 5, 6", "PT60S, 3, 3"})
    void theStoreIsToldAsOftenAsTheOptionSays(String interval, long least, long most) throws Exception {
        try (KeyManagementService keys = provided("auditAnchorInterval=" + interval)) {
            for (int i = 0; i < 3; i++) {
                keys.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
            }
            try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select sequence from audit_anchor")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getLong(1)).isBetween(least, most);
            }
        }
    }

    /** What one asked for is not to be lost because another one was there first. */
    @Test
    void whoWantsTheStoreToBeToldMoreOftenThanItIsIsRefused() throws Exception {
        try (KeyManagementService first = provided("auditAnchorInterval=PT1S")) {
            assertThatThrownBy(() -> provided("auditAnchorInterval=PT0S"))
                    .isInstanceOf(InvalidProviderUriException.class)
                    .hasMessageContaining("auditAnchorInterval PT1S")
                    .hasMessageContaining("PT0S");
            assertThatThrownBy(store::open).isInstanceOf(InvalidProviderUriException.class);
            provided("auditAnchorInterval=PT2S").close();
            first.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
        }
        // And not what is open no more.
        provided("auditAnchorInterval=PT0S").close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auditFileBytes=",
                "auditFileBytes=64M",
                "auditFileBytes=0",
                "auditFileAge=30",
                "auditFileAge=PT0S",
                "auditFileAge=P36501D",
                "auditAnchorInterval=50ms",
                "auditAnchorInterval=PT-1S",
                "auditAnchorInterval=PT61S"
            })
    void optionsOutOfRangeAreRefused(String option) {
        assertThatThrownBy(() -> provided(option))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("audit");
    }

    @Test
    void wrongArgumentsAndStoresAreSaid() {
        assertThat(VerifyStoreAudit.run(List.of(), stream(), stream())).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        String uri = store.path() + "?keyFile=" + folder.resolve("root.key");
        assertThat(run("else:" + uri)).isEqualTo(2);
        assertThat(said()).contains("embedded:", "usage:");
        assertThat(run("embedded:" + uri + "&more=1")).isEqualTo(2);
        assertThat(run("embedded:" + store.path() + "?passphrase=hunter2")).isEqualTo(2);
        assertThat(said()).contains("passphrase").doesNotContain("hunter2");
        assertThat(run("embedded:" + folder.resolve("absent") + "?keyFile=" + folder.resolve("root.key")))
                .isEqualTo(4);
        assertThat(said()).contains("absent");
        assertThat(verify("--nonsense", "1")).isEqualTo(2);
    }

    private KeyManagementService provided(String option) {
        return new EmbeddedKeyProvider()
                .open(KeyProviderUri.parse(
                        "embedded:" + store.path() + "?keyFile=" + folder.resolve("root.key") + "&" + option));
    }

    /** Some records; the newest link of them. */
    private String work() throws Exception {
        try (EmbeddedKeyService keys = store.open()) {
            keys.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
            return keys.newestAuditLink();
        }
    }

    private void change(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int verify(String... options) {
        List<String> arguments = new ArrayList<>();
        arguments.add("embedded:" + store.path() + "?keyFile=" + folder.resolve("root.key"));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.reset();
        return VerifyStoreAudit.run(List.of(arguments), stream(), stream());
    }

    private PrintStream stream() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
