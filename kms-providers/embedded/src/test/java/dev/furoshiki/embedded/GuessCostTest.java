package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guess at a passphrase costs is not for who can write to the store's file or schema to choose. */
class GuessCostTest {

    /** "furoshiki backup" | 01 | backup id | created | kind | salt */
    private static final int COST_IN_BACKUP = 16 + 1 + 16 + 8 + 1 + 16;

    private static final String CHEAPEST =
            "update store_header set argon2_memory_kib = 8, argon2_iterations = 1, argon2_lanes = 1";

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void name() throws Exception {
        store = new TestStore(folder.toRealPath());
    }

    /** Of a store under a key file, nothing authenticates what stands there, since nothing uses it. */
    @Test
    void isNeverWhatStandsInTheHeaderOfAStoreUnderAKeyFile() throws Exception {
        store.create().close();
        sql(CHEAPEST);
        Path backup = store.folder().resolve("backup");
        try (EmbeddedKeyService keys =
                builder(RootKeySource.keyFile(store.keyFile()), 128, 2, 2).open()) {
            keys.backUp(backup, passphrase());
            keys.changeRootKey(passphrase());
        }
        assertThat(costOfStore()).containsExactly(128, 2, 2);
        ByteBuffer cost = ByteBuffer.wrap(Files.readAllBytes(backup)).position(COST_IN_BACKUP);
        assertThat(List.of(cost.getInt(), cost.getInt(), cost.getInt())).containsExactly(128, 2, 2);
        builder(passphrase(), 64, 1, 1).open().close();
    }

    /** Nor does a store that may have no memory for it keep its backups from being made. */
    @Test
    void isNotRaisedThereEither() throws Exception {
        store.create().close();
        sql("update store_header set argon2_memory_kib = 4194304, argon2_iterations = 1000");
        try (EmbeddedKeyService keys =
                builder(RootKeySource.keyFile(store.keyFile()), 64, 1, 1).open()) {
            keys.changeRootKey(passphrase());
        }
        assertThat(costOfStore()).containsExactly(64, 1, 1);
    }

    /** Without the cost that it has, the passphrase does not unlock: so that one is known to be the true one. */
    @Test
    void isNoLessThanThatOfThePassphraseBefore() throws Exception {
        builder(passphrase(), 256, 1, 1).create().close();
        try (EmbeddedKeyService keys = builder(passphrase(), 64, 2, 1).open()) {
            keys.changeRootKey(passphrase());
        }
        assertThat(costOfStore()).containsExactly(256, 2, 1);
    }

    /** The header is read twice, and who answers in the server's place can answer differently. */
    @Test
    void aHeaderThatSaysSomethingElseThanTheOneThatWasUnlockedIsRefused() {
        StoreHeader unlocked = header("PASSPHRASE", new byte[16], 1024, 3, 4, null);
        StoreLocation location = new StoreFile(store.path());
        StoreUnlocking.requireSame(location, unlocked, header("PASSPHRASE", new byte[16], 1024, 3, 4, null));
        for (StoreHeader other : List.of(
                header("KEY_FILE", new byte[16], 1024, 3, 4, null),
                header("PASSPHRASE", new byte[17], 1024, 3, 4, null),
                header("PASSPHRASE", new byte[16], 1023, 3, 4, null),
                header("PASSPHRASE", new byte[16], 1024, 2, 4, null),
                header("PASSPHRASE", new byte[16], 1024, 3, 3, null),
                header("PASSPHRASE", new byte[16], 1024, 3, 4, new byte[] {1}))) {
            assertThatThrownBy(() -> StoreUnlocking.requireSame(location, unlocked, other))
                    .isInstanceOf(IncorrectRootKeyException.class)
                    .hasMessageContaining("changed elsewhere");
        }
    }

    private static StoreHeader header(
            String kind, byte[] salt, int memoryKib, int iterations, int lanes, byte @Nullable [] sealed) {
        return new StoreHeader(
                new UUID(1, 1),
                "furoshiki",
                "local",
                "000000000000",
                new byte[32],
                kind,
                salt,
                memoryKib,
                iterations,
                lanes,
                new byte[32],
                sealed,
                new byte[32],
                StoreHeader.beginning(),
                1,
                4);
    }

    private EmbeddedKeyService.Builder builder(RootKeySource rootKey, int memoryKib, int iterations, int lanes) {
        return EmbeddedKeyService.builder(store.path()).rootKey(rootKey).argon2id(memoryKib, iterations, lanes);
    }

    private RootKeySource passphrase() throws Exception {
        return RootKeySource.passphraseFile(store.passphraseFile());
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = connect();
                Statement changing = connection.createStatement()) {
            changing.execute(statement);
        }
    }

    private List<Integer> costOfStore() throws Exception {
        try (Connection connection = connect();
                Statement reading = connection.createStatement();
                ResultSet row = reading.executeQuery(
                        "select argon2_memory_kib, argon2_iterations, argon2_lanes from store_header")) {
            row.next();
            List<Integer> cost = new ArrayList<>();
            for (int column = 1; column <= 3; column++) {
                cost.add(row.getInt(column));
            }
            return cost;
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
    }
}
