package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.furoshiki.testing.servers.LocalS3;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large objects go up and down in a JVM with a small heap; the server lives in this one and stores on disk. */
class LargeObjectTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final String HEAP = SOAK ? "-Xmx256m" : "-Xmx128m";
    private static final long LENGTH = (SOAK ? 16L << 30 : 1L << 30) + 12_345;
    private static final List<String> BODIES =
            SOAK ? List.of("sync-known", "sync-unknown", "async-known", "async-unknown") : List.of("sync-known");

    @Test
    void theyStreamThroughASmallHeap(@TempDir Path directory) throws Exception {
        System.out.printf(
                "large objects: %s, %d MiB each up and down with %s (16 GiB and 256 MiB with furoshiki.soak=true)%n",
                BODIES, LENGTH >> 20, HEAP);
        long before = processorMillis();
        try (LocalS3 server = LocalS3.onDiskForAnybody(directory)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    HEAP,
                    // What Netty takes beside the heap.
                    "-XX:MaxDirectMemorySize=64m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeObjectMain.class.getName(),
                    server.endpoint().toString(),
                    server.newBucket(),
                    Long.toString(LENGTH)));
            command.addAll(BODIES);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            System.out.println(output + "and " + (processorMillis() - before) + " ms of the server's process");
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).contains(BODIES);
        }
    }

    private static long processorMillis() {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return process.getProcessCpuTime() / 1_000_000;
    }
}
