package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the data of a server lie that ends with its JVM. */
final class ServerData {

    /** Linux's file system in memory. */
    private static final Path MEMORY = Path.of("/dev/shm");
    /** Many times what the tests of a module need at once; containers often have no more than 64 MB there. */
    private static final long ROOM_BYTES = 4L << 30;

    private ServerData() {}

    /**
     * In memory where there is room: a database has 300 files, and who removes hundreds of them waits for the disk.
     *
     * @param otherwise where there is none
     */
    static Path parent(Path otherwise) throws IOException {
        boolean room = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM_BYTES;
        return room ? MEMORY : otherwise;
    }
}
