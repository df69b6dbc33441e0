package dev.furoshiki.audit;

import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of {@link AuditRecord}s, one JSON object a line. {@link #append} returns when the record is durable.
 *
 * <p>Thread-safe. After a failed write every later append fails too: what reached the disk is unknown, and nothing may go
 * unrecorded. A line that a crash cut short stays as it is; the next record begins on a line of its own.
 */
public final class AuditLog implements AutoCloseable {

    /*
     * One thread writes. So no caller holds a lock over the disk, those that come while it syncs share the next sync, and
     * a caller that is interrupted does not close the file (as it would with a FileChannel of its own). The system itself
     * appends, so that a file that was rotated by cutting it goes on at its new end.
     */
    private final Path file;
    private final FileOutputStream out;
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile @Nullable Exception ended;

    private AuditLog(Path file, FileOutputStream out) {
        this.file = file;
        this.out = out;
        this.writer = new Thread(this::write, "furoshiki audit log");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Opens the file to append to it, and makes it when it is absent.
     *
     * @throws KmsInternalException when that is not possible
     */
    public static AuditLog open(Path file) {
        try {
            FileOutputStream out = new FileOutputStream(file.toFile(), true);
            try {
                beginLine(file, out);
                return new AuditLog(file, out);
            } catch (Throwable failed) {
                out.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /**
     * Appends a record, and returns when it is on the disk. Waits through interrupts, which stay pending.
     *
     * @throws KmsInternalException when it could not be written: then the operation it records must not go on
     */
    public void append(AuditRecord record) {
        Entry entry = new Entry((record.toJson() + "\n").getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        queue.add(entry);
        Exception end = ended;
        if (end != null) {
            // The writer may have looked into the queue for the last time before this entry was in it.
            entry.durable.completeExceptionally(end);
        }
        try {
            entry.durable.join();
        } catch (CompletionException failed) {
            // A fresh one for each caller, who may attach to it what it was doing.
            throw failed.getCause() instanceof IOException cause
                    ? unwritable(file, cause)
                    : new IllegalStateException("the audit log " + file + " was closed", failed.getCause());
        }
    }

    /** Writes what was appended before, then closes the file. Appending afterwards throws. */
    @Override
    public void close() {
        queue.add(Entry.END);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<Entry> batch = new ArrayList<>();
        Exception end = new IllegalStateException("closed");
        try (out) {
            do {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch);
                writeAll(batch);
            } while (!batch.contains(Entry.END));
        } catch (IOException failed) {
            end = failed;
        } catch (InterruptedException nobodyDoesThat) {
            end = nobodyDoesThat;
        } finally {
            ended = end;
            queue.drainTo(batch);
            for (Entry entry : batch) {
                entry.durable.completeExceptionally(end);
            }
        }
    }

    private void writeAll(List<Entry> batch) throws IOException {
        int size = 0;
        for (Entry entry : batch) {
            size += entry.line.length;
        }
        byte[] lines = new byte[size];
        int position = 0;
        for (Entry entry : batch) {
            System.arraycopy(entry.line, 0, lines, position, entry.line.length);
            position += entry.line.length;
        }
        out.write(lines);
        out.getFD().sync();
        for (Entry entry : batch) {
            entry.durable.complete(true);
        }
    }

    /** Ends a line that was cut short. */
    private static void beginLine(Path file, FileOutputStream out) throws IOException {
        try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "r")) {
            long length = written.length();
            if (length > 0) {
                written.seek(length - 1);
                if (written.read() != '\n') {
                    out.write('\n');
                }
            }
        }
    }

    private static KmsInternalException unwritable(Path file, IOException cause) {
        return new KmsInternalException(
                "the audit log " + file
                        + " cannot be written, so no key is used: make room or correct its permissions, "
                        + "then open the key service again",
                cause);
    }

    @SuppressWarnings("ArrayRecordComponent") // neither compared nor printed
    private record Entry(byte[] line, CompletableFuture<Boolean> durable) {
        static final Entry END = new Entry(new byte[0], new CompletableFuture<>());
    }
}
