package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.KeyDatabase.Outcome;
import dev.furoshiki.embedded.store.PostgresKeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredChange;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said of a change whose commit was not answered. Here it was, so its transaction's number is one that committed: as
 * that of another transaction is, after a server has given the number again.
 */
@Timeout(60)
class CommitOutcomeTest {

    @TempDir
    Path folder;

    private TestPostgresStore store;
    private KeyDatabase database;
    private KeyDatabase others;

    @BeforeEach
    void changeOnce() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        store.create("admin").close();
        database = PostgresKeyDatabase.open("tested", store.source(), PostgresKeyStore.SCHEMA, 1000);
        others = PostgresKeyDatabase.open("other", store.source(), PostgresKeyStore.SCHEMA, 1000);
        advance(database, 1);
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        others.close();
    }

    @Test
    void whatTheHeaderShowsHappened() throws Exception {
        assertThat(database.outcome(change(1, 1), mac(1))).isEqualTo(Outcome.HAPPENED);
        assertThat(database.outcome(change(1, 7), mac(7))).isEqualTo(Outcome.DID_NOT_HAPPEN);
    }

    @Test
    void whatIsRememberedHappenedWhateverFollowed() throws Exception {
        advance(others, 2);
        advance(others, 3);
        assertThat(database.outcome(change(1, 1), mac(1))).isEqualTo(Outcome.HAPPENED);
        assertThat(database.outcome(change(1, 7), mac(7))).isEqualTo(Outcome.DID_NOT_HAPPEN);
        store.execute("delete from store_history where change_number = 1");
        assertThat(database.outcome(change(1, 1), mac(1))).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void whatIsNotThereDidNotHappenThoughTheNumberCommitted() throws Exception {
        assertThat(database.outcome(change(2, 2), mac(2))).isEqualTo(Outcome.DID_NOT_HAPPEN);
    }

    @Test
    void whatHasNoStoreIsNotKnown() throws Exception {
        store.execute("delete from store_header");
        assertThat(database.outcome(change(1, 1), mac(1))).isEqualTo(Outcome.UNKNOWN);
    }

    private static void advance(KeyDatabase by, int number) throws SQLException {
        by.begin();
        by.advance(change(number, number), StoreHeader.beginning(), mac(number));
        by.commit();
    }

    private static StoredChange change(int number, int digest) {
        return new StoredChange(number, new byte[] {(byte) digest});
    }

    private static byte[] mac(int of) {
        return new byte[] {(byte) of, 0};
    }
}
