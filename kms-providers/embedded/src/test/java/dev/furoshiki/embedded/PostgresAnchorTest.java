package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store that several processes share keeps of their audit logs. */
@Timeout(60)
class PostgresAnchorTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    private TestPostgresStore store;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
    }

    /** Looks find the store all along. */
    @Test
    void noKeyIsUsedForLongWhileTheStoreCannotKeepTheNewestLink() throws Exception {
        try (EmbeddedKeyService keys = store.create("one");
                Connection admin = store.database().connect();
                Statement lock = admin.createStatement()) {
            String keyId = keys.createKey("").keyId();
            admin.setAutoCommit(false);
            lock.execute("lock table furoshiki_keys.audit_anchor in share mode");
            assertThatThrownBy(() -> {
                        while (true) {
                            keys.generateDataKey(keyId, 32, CONTEXT).close();
                            Thread.sleep(1);
                        }
                    })
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("audit_anchor");
            admin.rollback();
            // It is tried again without anything that would have to be recorded.
            awaitAnchored(keys);
            keys.generateDataKey(keyId, 32, CONTEXT).close();
        }
        assertThat(store.verify("one")).isZero();
    }

    /** As while its administrator restores the table, or has taken a privilege away; looks do not read it. */
    @Test
    void whateverTheServerRefusesTheLogGoesOnAndIsAnchoredLater() throws Exception {
        try (EmbeddedKeyService keys = store.create("one");
                EmbeddedKeyService other = store.open("two")) {
            String keyId = keys.createKey("").keyId();
            awaitAnchored(keys);
            store.execute("alter table audit_anchor rename to audit_elsewhere");
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            // A log that is begun tells the store first.
            assertThatThrownBy(() -> other.generateDataKey(keyId, 32, CONTEXT))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("42P01");
            store.execute("alter table audit_elsewhere rename to audit_anchor");
            awaitAnchored(keys);
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            other.generateDataKey(keyId, 32, CONTEXT).close();
        }
        assertThat(store.verify("one")).isZero();
        assertThat(store.verify("two")).isZero();
    }

    /** As where a container's log was touched when its volume was made. */
    @Test
    void anEmptyFileIsTheBeginningOfALogThoughOthersHaveTheirs() throws Exception {
        try (EmbeddedKeyService one = store.create("one")) {
            String keyId = one.createKey("").keyId();
            awaitAnchored(one);
            Files.createFile(store.audit("two"));
            try (EmbeddedKeyService two = store.open("two")) {
                two.generateDataKey(keyId, 32, CONTEXT).close();
            }
            assertThat(store.verify("two")).isZero();
        }
        // What was in this one is gone.
        Files.write(store.audit("two"), new byte[0]);
        assertThatThrownBy(() -> store.open("two"))
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("cut off");
    }

    /** As where a machine is copied with its log. */
    @Test
    void ofTwoWhoGoOnWithCopiesOfOneLogOneIsRefused() throws Exception {
        String keyId;
        try (EmbeddedKeyService keys = store.create("one")) {
            keyId = keys.createKey("").keyId();
        }
        Files.copy(store.audit("one"), store.audit("copy"));
        try (EmbeddedKeyService copy = store.open("copy");
                EmbeddedKeyService one = store.open("one")) {
            for (int i = 0; i < 3; i++) {
                one.generateDataKey(keyId, 32, CONTEXT).close();
            }
            awaitAnchored(one);
            assertThatThrownBy(() -> copy.generateDataKey(keyId, 32, CONTEXT).close())
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("another process goes on with a copy")
                    .hasMessageContaining(store.audit("copy").toString());
            one.generateDataKey(keyId, 32, CONTEXT).close();
        }
        assertThat(store.verify("one")).isZero();
    }

    /** As where a process is restarted. */
    @Test
    void aLogThatIsOpenedWhenItIsAboutToBeVerifiedIsNoForgery() throws Exception {
        String keyId;
        try (EmbeddedKeyService keys = store.create("one")) {
            keyId = keys.createKey("").keyId();
        }
        AuditVerification verification = store.builder("one").auditVerification();
        try (EmbeddedKeyService keys = store.open("one")) {
            keys.generateDataKey(keyId, 32, CONTEXT).close();
            assertThat(verification.run().findings()).isEmpty();
        }
    }

    /** Its chains would be those of another log as soon as the name is known again, and nobody would miss them. */
    @Test
    void whoDoesNotKnowTheNameOfItsMachineMakesNoStore() throws Exception {
        Path hosts = Files.createFile(folder.resolve("hosts"));
        Process process = OtherProcess.start(
                List.of("change", store.uri("one") + "&create=true", "1"),
                "JAVA_TOOL_OPTIONS",
                "-Djdk.net.hosts.file=" + hosts);
        List<String> said = OtherProcess.output(process).lines().toList();
        assertThat(said).contains("KMSInternalException");
        assertThat(said).anyMatch(line -> line.contains("the name of this machine does not resolve"));
        assertThat(store.number("select count(*) from pg_tables where tablename = 'store_header'"))
                .isZero();
    }

    private void awaitAnchored(EmbeddedKeyService keys) throws Exception {
        long newest = Long.parseLong(keys.newestAuditLink().split(":", -1)[0]);
        while (anchored() < newest) {
            Thread.sleep(5);
        }
    }

    private long anchored() throws SQLException {
        return store.number("select max(sequence) from audit_anchor");
    }
}
