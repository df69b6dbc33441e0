package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Work that happens wholly or not at all: in a transaction of its own under auto-commit, else behind a savepoint of the
 * transaction that is open. Stateless.
 */
final class Transaction {

    private Transaction() {}

    /** What is done inside. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    static <T> T run(Connection plain, Work<T> work) throws SQLException {
        return plain.getAutoCommit() ? ofItsOwn(plain, work) : behindSavepoint(plain, work);
    }

    /** The same of work that is committed in any case, as a data definition of some servers is: what was open is, too. */
    static <T> T committed(Connection plain, Work<T> work) throws SQLException {
        if (plain.getAutoCommit()) {
            return ofItsOwn(plain, work);
        }
        plain.commit();
        try {
            T result = work.run();
            plain.commit();
            return result;
        } catch (SQLException | RuntimeException failure) {
            undo(plain::rollback, failure);
            throw failure;
        }
    }

    private static <T> T ofItsOwn(Connection plain, Work<T> work) throws SQLException {
        plain.setAutoCommit(false);
        try {
            T result = work.run();
            plain.commit();
            return result;
        } catch (SQLException | RuntimeException failure) {
            undo(plain::rollback, failure);
            throw failure;
        } finally {
            plain.setAutoCommit(true);
        }
    }

    private static <T> T behindSavepoint(Connection plain, Work<T> work) throws SQLException {
        Savepoint before = plain.setSavepoint();
        T result;
        try {
            result = work.run();
        } catch (SQLException | RuntimeException failure) {
            undo(() -> plain.rollback(before), failure);
            throw failure;
        }
        plain.releaseSavepoint(before);
        return result;
    }

    @FunctionalInterface
    private interface Undoing {
        void run() throws SQLException;
    }

    private static void undo(Undoing undoing, Exception failure) {
        try {
            undoing.run();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }
}
