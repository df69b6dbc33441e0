package dev.furoshiki.embedded;

import java.nio.file.Path;

/**
 * Where a key store lies. Services of one process on equal locations share the open store; messages call the store by what
 * {@code toString} answers.
 */
sealed interface StoreLocation permits StoreFile, PostgresKeyStore {

    /** The file that this process writes the audit log to. */
    Path auditLog();
}
