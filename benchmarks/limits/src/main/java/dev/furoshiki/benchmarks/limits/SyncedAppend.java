package dev.furoshiki.benchmarks.limits;

import dev.furoshiki.benchmarks.protocol.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Bytes of the size of an audit record at the end of a file, and a sync of the disk for each. Any number of threads. */
final class SyncedAppend implements Workload {

    private static final int RECORD_BYTES = 800;
    private static final long MOST_BYTES = 256L << 20;

    private final Path file = Files.createTempFile("furoshiki-benchmark-append-", "");
    private final FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    private final byte[] record = new byte[RECORD_BYTES];

    SyncedAppend() throws IOException {
        Arrays.fill(record, (byte) 'x');
    }

    @Override
    public long run(long operations) throws IOException {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            ByteBuffer bytes = ByteBuffer.wrap(record);
            while (bytes.hasRemaining()) {
                sum += channel.write(bytes);
            }
            channel.force(false);
        }
        if (channel.size() > MOST_BYTES) {
            channel.truncate(0);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
