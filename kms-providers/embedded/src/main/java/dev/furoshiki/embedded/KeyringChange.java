package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.store.KeyDatabase;
import java.sql.SQLException;
import java.util.List;

/**
 * A change of the keys that was checked and is about to happen.
 *
 * @param after the keyring with the change
 * @param write writes it to the database
 * @param abandon zeroes what the change made, should it not happen
 * @param affectedKeyArns keys under which what was answered before, keys and refusals, may be another answer now
 */
record KeyringChange<T>(T result, Keyring after, Writing write, Runnable abandon, List<String> affectedKeyArns) {

    static <T> KeyringChange<T> of(T result, Keyring after, Writing write, List<String> affectedKeyArns) {
        return new KeyringChange<>(result, after, write, () -> {}, affectedKeyArns);
    }

    /** Writes a change. */
    interface Writing {
        void to(KeyDatabase database, KeyringRows rows) throws SQLException;
    }
}
