package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.KeyStoreInUseException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process, and a second service of this one, from writing to the audit log of a store that several processes
 * have open. It is a lock on a file beside the log, {@code <log>.lock}: on most systems a lock on the log itself would end as
 * soon as anything in this process had read and closed the log.
 */
final class AuditFileLock implements AutoCloseable {

    private final @Nullable FileChannel channel;

    private AuditFileLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** A store in a file is locked by H2, and its log with it. */
    static AuditFileLock of(StoreLocation location) {
        return new AuditFileLock(location instanceof PostgresKeyStore ? lock(location.auditLog()) : null);
    }

    /** The next process may have it. */
    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException alreadyGone) {
                // With the channel, so is the lock.
            }
        }
    }

    private static FileChannel lock(Path log) {
        Path file = log.resolveSibling(log.getFileName() + ".lock");
        try {
            Path folder = log.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            OwnerOnlyFile.makeIfAbsent(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(log, null);
                }
                return channel;
            } catch (OverlappingFileLockException here) {
                channel.close();
                throw inUse(log, here);
            } catch (Throwable failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new KmsInternalException(
                    "the audit log " + log + " cannot be locked ("
                            + failed.getClass().getSimpleName() + "): correct the path or its folder's permissions",
                    failed);
        }
    }

    private static KeyStoreInUseException inUse(Path log, @Nullable Throwable cause) {
        return new KeyStoreInUseException(
                "the audit log " + log + " is written by another process, or by another service of this one: give each "
                        + "process a log of its own, and each service of a process the same PostgresKeyStore",
                cause);
    }
}
