package dev.furoshiki.audit;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of {@link AuditRecord}s, one JSON object a line, each line chained to the one before by its hash:
 * docs/formats/audit-log-v1.md. {@link #append} returns when the record is durable.
 *
 * <p>Thread-safe; one process at a time writes to a log. After a failed write every later append fails too: what reached
 * the disk is unknown, and nothing may go unrecorded. So it does when the file is removed, replaced, cut or written to by
 * somebody else.
 */
public final class AuditLog implements AutoCloseable {

    /*
     * One thread writes. So no caller holds a lock over the disk, those that come while it syncs share the next sync, the
     * chain needs no lock either, and a caller that is interrupted does not close the file.
     */
    /** Much more than any request has, and so little that no group of records is longer than an array can be. */
    private static final int LONGEST_RECORD = 1024 * 1024;

    private final Path file;
    private final AuditWriter writer;
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final int groupRecords;
    private volatile @Nullable Throwable ended;

    private AuditLog(Path file, AuditWriter writer, int groupRecords) {
        this.file = file;
        this.writer = writer;
        this.groupRecords = groupRecords;
        this.thread = new Thread(this::write, "furoshiki audit log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Chooses how a log is opened. */
    public static Builder builder(Path file, CheckpointSigner signer) {
        return new Builder(file, signer);
    }

    /**
     * Gives the files of a log that nobody writes any more another name, {@code <name>.before-<n>}, under which they verify as
     * before.
     *
     * @throws KmsInternalException when a file cannot be moved
     */
    public static void setAside(Path file) {
        try {
            new AuditSeries(file).setAside();
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /**
     * Appends a record, and returns when it is on the disk. Waits through interrupts, which stay pending.
     *
     * @throws KmsInternalException when it could not be written: then the operation it records must not go on
     * @throws ValidationException when it is longer than 1 MiB; likewise
     * @throws DependencyTimeoutException likewise, when nothing was written yet and the anchor is away; a later record may go
     */
    public void append(AuditRecord record) {
        append(List.of(record));
    }

    /**
     * Likewise, of several that share what the disk takes. Where it throws, some of them may have been written.
     *
     * @throws KmsInternalException when it could not be written: then the operation it records must not go on
     * @throws ValidationException when it is longer than 1 MiB; likewise
     * @throws DependencyTimeoutException likewise, when nothing was written yet and the anchor is away; a later record may go
     */
    public void append(List<AuditRecord> records) {
        List<Entry> entries = records.stream().map(AuditLog::entry).toList();
        entries.forEach(this::enqueue);
        entries.forEach(this::await);
    }

    private static Entry entry(AuditRecord record) {
        String json = record.toJson();
        byte[] bytes = json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_RECORD) {
            throw new ValidationException("an audit record would have " + bytes.length + " bytes, and has at most "
                    + LONGEST_RECORD + ": ask with less, such as a smaller encryption context");
        }
        return new Entry(bytes, new CompletableFuture<>());
    }

    private void await(Entry entry) {
        try {
            entry.durable.join();
        } catch (CompletionException failed) {
            // A fresh one for each caller, who may attach to it what it was doing.
            if (failed.getCause() instanceof AnchorAwayException away) {
                throw new DependencyTimeoutException(
                        "the audit log " + file + " cannot be begun: " + away.getMessage(), away);
            }
            throw failed.getCause() instanceof ClosedException
                    ? new IllegalStateException("the audit log " + file + " was closed", failed.getCause())
                    : unwritable(file, failed.getCause());
        }
    }

    /** How many records wait for the disk. */
    int waiting() {
        return queue.size();
    }

    /** The newest line that is durable: what an outside witness keeps, for {@code --at-least} of the verification. */
    public AuditLink newest() {
        return writer.newest();
    }

    /**
     * Writes what was appended before, signs it, then closes the file. Appending afterwards throws.
     *
     * <p>Does not throw when the last checkpoint could not be written: all that was acknowledged is there, and the next to
     * open the log sees that it was not closed.
     */
    @Override
    public void close() {
        enqueue(Entry.END);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody takes anything out of the queue of a log that has ended, so nothing stays in it. */
    private void enqueue(Entry entry) {
        if (ended == null) {
            queue.add(entry);
        }
        Throwable end = ended;
        if (end != null) {
            // The writer may have looked into the queue for the last time before this entry was in it.
            queue.remove(entry);
            entry.durable.completeExceptionally(end);
        }
    }

    private void write() {
        List<Entry> group = new ArrayList<>();
        Throwable end = new ClosedException();
        try (writer) {
            boolean closed = false;
            while (!closed) {
                group.clear();
                Entry first = next();
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, groupRecords - 1);
                }
                // Several, when several close it at once.
                closed = group.removeIf(Entry.END::equals);
                write(group);
            }
            writer.end();
        } catch (Throwable failed) {
            end = failed;
        } finally {
            ended = end;
            queue.drainTo(group);
            for (Entry entry : group) {
                entry.durable.completeExceptionally(end);
            }
        }
    }

    private void write(List<Entry> group) throws IOException {
        try {
            writer.write(group.stream().map(Entry::json).toList());
        } catch (DependencyTimeoutException away) {
            if (writer.hasBegun()) {
                throw away;
            }
            // Nothing is in the file yet: the next group can begin it, when the anchor is there again.
            group.forEach(entry -> entry.durable.completeExceptionally(new AnchorAwayException(away)));
            return;
        }
        for (Entry entry : group) {
            entry.durable.complete(true);
        }
    }

    /** Null when a checkpoint is due and nothing else came. */
    private @Nullable Entry next() throws InterruptedException {
        long nanos = writer.nanosToCheckpoint();
        return nanos == Long.MAX_VALUE ? queue.take() : queue.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private static KmsInternalException unwritable(Path file, @Nullable Throwable cause) {
        return new KmsInternalException(
                "the audit log " + file + " cannot be written" + because(cause)
                        + ", so no key is used: make room, correct "
                        + "its permissions or put it back, then open the key service again",
                cause);
    }

    private static String because(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    }

    /** Why a record was not written though the log goes on. */
    private static final class AnchorAwayException extends Exception {
        private static final long serialVersionUID = 1L;

        AnchorAwayException(DependencyTimeoutException away) {
            super(away.getMessage(), away);
        }
    }

    /** What ended the writing when nothing failed. */
    private static final class ClosedException extends Exception {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("closed");
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // neither compared by value nor printed
    private record Entry(byte[] json, CompletableFuture<Boolean> durable) {
        static final Entry END = new Entry(new byte[0], new CompletableFuture<>());
    }

    /** How a log is opened. Not thread-safe. */
    public static final class Builder {

        private final Path file;
        private final CheckpointSigner signer;
        private @Nullable AuditAnchor anchor;
        private AuditPolicy policy = AuditPolicy.DEFAULT;
        private InstantSource clock = InstantSource.system();
        private LogFile.Syncing syncing = FileDescriptor::sync;

        private Builder(Path file, CheckpointSigner signer) {
            this.file = file;
            this.signer = signer;
        }

        /** Where else the newest link is kept; nowhere unless set. */
        public Builder anchor(AuditAnchor place) {
            this.anchor = place;
            return this;
        }

        public Builder policy(AuditPolicy chosen) {
            this.policy = chosen;
            return this;
        }

        /** For tests. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** For tests: {@link FileDescriptor#sync} unless set. */
        Builder syncing(LogFile.Syncing way) {
            this.syncing = way;
            return this;
        }

        /**
         * Opens the log to go on with it. Nothing is written before the first record is.
         *
         * @throws KmsInternalException when that is not possible
         * @throws KeyStoreDamagedException when the log was changed, cut or put back to an older state
         */
        public AuditLog open() {
            try {
                AuditWriter writer = AuditWriter.open(new AuditSeries(file), signer, anchor, policy, clock, syncing);
                return new AuditLog(file, writer, policy.groupRecords());
            } catch (IOException failed) {
                throw unwritable(file, failed);
            }
        }
    }
}
