package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreLooks.Look;
import dev.furoshiki.embedded.store.StoreUpdate;
import dev.furoshiki.embedded.store.StoredChange;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a store is changed: it is locked against other processes, what they have changed is taken over, the change is checked
 * against the keys as they are now, written, recorded in the audit log, committed, and then seen by everybody. A crash between
 * record and commit leaves a record of a change that did not happen, never a change without a record. Used by the store's
 * thread.
 */
final class StoreChanges {

    /** Whoever waits for the store waits for all of them, and they are in memory twice. */
    private static final int MOST_DUE_AT_ONCE = 1000;

    private final StoreLocation store;
    private final KeyDatabase database;
    private final KeyringRows rows;
    private final ContentMac contentMac;
    private final StoreAudit audit;
    private final KnownKeys known;
    private final ForeignChanges foreign;

    StoreChanges(
            StoreLocation store,
            KeyDatabase database,
            KeyringRows rows,
            ContentMac contentMac,
            StoreAudit audit,
            KnownKeys known,
            ForeignChanges foreign) {
        this.store = store;
        this.database = database;
        this.rows = rows;
        this.contentMac = contentMac;
        this.audit = audit;
        this.known = known;
        this.foreign = foreign;
    }

    /** Makes a change that somebody asked for. */
    <T> KeyringChange<T> make(AuditedOperation operation, Function<Keyring, KeyringChange<T>> change) {
        return operation.recordingFailure(
                audit.log(), () -> makeBegun(begin(database::begin), List.of(operation), change));
    }

    /** Deletes and rotates keys whose time has come, unless another process did; which keys are affected. */
    List<String> makeDue(Instant now) {
        return makeDue(now, database::begin);
    }

    /**
     * Likewise, unless another process keeps the store locked.
     *
     * @throws DependencyTimeoutException when one does
     */
    List<String> makeDueIfFree(Instant now) {
        return makeDue(now, database::beginIfFree);
    }

    private List<String> makeDue(Instant now, Beginning beginning) {
        if (known.state().keyring().due(now, 1).isEmpty()) {
            // Who waited for the store's thread before has done it.
            return List.of();
        }
        StoreState before = begin(beginning);
        List<ManagedKey> due = before.keyring().due(now, MOST_DUE_AT_ONCE);
        if (due.isEmpty()) {
            rollback();
            return List.of();
        }
        List<AuditedOperation> operations =
                due.stream().map(DueChange::recordOf).toList();
        // Nobody asked for it, and it is tried again: where it fails, one record says so for all.
        return operations
                .get(0)
                .recordingFailure(
                        audit.log(), () -> makeBegun(before, operations, keyring -> DueChange.of(keyring, due, now)))
                .affectedKeyArns();
    }

    /**
     * Takes over what was seen, unless this process has come further meanwhile.
     *
     * @param before what was known when the look began
     */
    void take(Look look, StoreState before) {
        StoreHeader header = look.header();
        StoreState now = known.state();
        boolean isOvertaken =
                header.changeNumber() >= before.changeNumber() && header.changeNumber() < now.changeNumber();
        Optional<StoreUpdate> seen = look.update();
        if (seen.isPresent() && !now.isOf(header.contentMac()) && !isOvertaken) {
            foreign.take(header, seen.get());
        }
    }

    /** What is known from here on is what is there, until the change ends. */
    private StoreState begin(Beginning beginning) {
        // Those that queue behind one another would each wait for it.
        known.requireNotLongAway();
        try {
            Optional<StoreHeader> header = beginning.begin();
            if (header.isPresent() && !known.state().isOf(header.get().contentMac())) {
                takeOver(header.get());
            }
            return known.state();
        } catch (SQLException failed) {
            rollback();
            throw database.failure("could not begin the change, which did not happen", failed);
        } catch (RuntimeException | Error failed) {
            rollback();
            throw failed;
        }
    }

    private void takeOver(StoreHeader header) throws SQLException {
        StoreUpdate update = database.update(header, known.state().changeNumber());
        try {
            foreign.take(header, update);
        } catch (KmsException refused) {
            // Nor may anything be used before a look that finds what should be there.
            known.distrust();
            throw refused;
        }
    }

    private <T> KeyringChange<T> makeBegun(
            StoreState before, List<AuditedOperation> operations, Function<Keyring, KeyringChange<T>> change) {
        KeyringChange<T> made;
        try {
            made = change.apply(before.keyring());
        } catch (RuntimeException | Error refused) {
            rollback();
            throw refused;
        }
        long number = before.changeNumber() + 1;
        StoredChange written;
        byte[] mac;
        try {
            made.write().to(database, rows);
            written = new StoredChange(number, contentMac.digest(made.after(), number));
            mac = contentMac.chained(written, before.contentMac());
            database.advance(written, before.contentMac(), mac);
            audit.log()
                    .append(operations.stream().map(AuditedOperation::succeeded).toList());
        } catch (SQLException failed) {
            undo(made, failed);
            throw database.failure("could not write the change, which did not happen", failed);
        } catch (RuntimeException | Error failed) {
            // After an error too: what was written must not go with the next change, without a record.
            undo(made, failed);
            throw failed;
        }
        commit(made, written, mac);
        known.become(new StoreState(made.after(), mac, number));
        made.complete().run();
        return made;
    }

    /** Of a change that has written nothing. */
    private void rollback() {
        try {
            database.rollback();
        } catch (SQLException nothingWasWritten) {
            // So nothing can go with the next change.
        }
    }

    private void undo(KeyringChange<?> made, Throwable failed) {
        made.abandon().run();
        try {
            database.rollback();
        } catch (SQLException | RuntimeException | Error alsoFailed) {
            failed.addSuppressed(alsoFailed);
            throw unknown(failed);
        }
    }

    private void commit(KeyringChange<?> made, StoredChange written, byte[] mac) {
        try {
            database.commit();
        } catch (SQLException | RuntimeException | Error failed) {
            switch (database.outcome(written, mac)) {
                case HAPPENED -> {
                    // Only the answer was lost.
                }
                case DID_NOT_HAPPEN -> {
                    made.abandon().run();
                    throw failed instanceof SQLException cause
                            ? database.failure("could not commit the change, which did not happen", cause)
                            : new KmsInternalException(
                                    "the key store " + store + " could not commit the change, which did not happen",
                                    failed);
                }
                case UNKNOWN -> {
                    // Nobody may rely on either.
                    made.abandon().run();
                    throw unknown(failed);
                }
            }
        }
    }

    private RuntimeException unknown(Throwable cause) {
        if (known.distrust()) {
            return new DependencyTimeoutException(
                    "the key store " + store
                            + " was lost while it committed a change, and whether the change happened is "
                            + "unknown: look at the key before you try again",
                    cause);
        }
        return known.breakBy(new KmsInternalException(
                "the key store " + store
                        + " failed while writing, and whether its last change is on the disk is unknown: "
                        + "close it, correct the cause, and open it again",
                cause));
    }

    /** How long it waits for others. */
    private interface Beginning {
        Optional<StoreHeader> begin() throws SQLException;
    }
}
