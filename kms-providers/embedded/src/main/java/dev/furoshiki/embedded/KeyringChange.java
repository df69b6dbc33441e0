package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import java.sql.SQLException;
import java.util.List;

/**
 * A change of the keys that was checked and is about to happen.
 *
 * @param after the keyring with the change
 * @param write writes it to the database
 * @param abandon zeroes what the change made, should it not happen
 * @param complete zeroes what the change took away, once it has happened
 * @param affectedKeyArns keys under which what was answered before, keys and refusals, may be another answer now
 */
record KeyringChange<T>(
        T result, Keyring after, Writing write, Runnable abandon, Runnable complete, List<String> affectedKeyArns) {

    static <T> KeyringChange<T> of(T result, Keyring after, Writing write, List<String> affectedKeyArns) {
        return new KeyringChange<>(result, after, write, () -> {}, () -> {}, affectedKeyArns);
    }

    /** A change that turns out to be none. */
    static <T> KeyringChange<T> none(T result, Keyring keyring) {
        return of(result, keyring, (database, rows) -> {}, List.of());
    }

    /** One key becomes another one of the same id; what was cached under it stays. */
    static <T> KeyringChange<T> of(T result, Keyring before, ManagedKey old, ManagedKey changed) {
        return of(
                result,
                before.with(changed),
                (database, rows) -> KeyWriter.replace(database, rows, old, changed),
                List.of());
    }

    /** Likewise, and what was answered under it before, keys and refusals, may be another answer now. */
    KeyringChange<T> affecting(String keyArn) {
        return new KeyringChange<>(result, after, write, abandon, complete, List.of(keyArn));
    }

    KeyringChange<T> orElse(Runnable zeroing) {
        return new KeyringChange<>(result, after, write, zeroing, complete, affectedKeyArns);
    }

    KeyringChange<T> andThen(Runnable zeroing) {
        return new KeyringChange<>(result, after, write, abandon, zeroing, affectedKeyArns);
    }

    /** Writes a change. */
    interface Writing {
        void to(KeyDatabase database, KeyringRows rows) throws SQLException;
    }
}
