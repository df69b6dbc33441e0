package dev.furoshiki.embedded.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2's, which makes instances of it, that counts what was written and not synced yet. Thread-safe. */
public final class UnsyncedFiles extends FilePathWrapper {

    static final String SCHEME = "unsynced";

    private static final AtomicInteger UNSYNCED = new AtomicInteger();
    private static final AtomicInteger FORCED = new AtomicInteger();

    /** For H2. */
    public UnsyncedFiles() {}

    /** Writes that no sync followed. */
    static int unsynced() {
        return UNSYNCED.get();
    }

    /** Syncs since this was asked last. */
    static int takeForced() {
        return FORCED.getAndSet(0);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Counting(getBase().open(mode));
    }

    private static final class Counting extends FileBase {

        private final FileChannel base;

        Counting(FileChannel base) {
            this.base = base;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return base.read(bytes);
        }

        @Override
        public synchronized int read(ByteBuffer bytes, long position) throws IOException {
            return base.read(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            UNSYNCED.incrementAndGet();
            return base.write(bytes);
        }

        @Override
        public synchronized int write(ByteBuffer bytes, long position) throws IOException {
            UNSYNCED.incrementAndGet();
            return base.write(bytes, position);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            UNSYNCED.incrementAndGet();
            base.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
            UNSYNCED.set(0);
            FORCED.incrementAndGet();
        }

        @Override
        public long position() throws IOException {
            return base.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            base.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
