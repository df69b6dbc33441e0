package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large object goes up and down in a JVM with a small heap; the server lives in this one and stores on disk. */
class LargeObjectTest {

    private static final String HEAP = "-Xmx128m";
    private static final long MIB = 1 << 20;

    @Test
    void streamsThroughASmallHeap(@TempDir Path directory) throws Exception {
        boolean soak = Boolean.getBoolean("furoshiki.soak");
        long mebibytes = soak ? 1_024 : 192;
        System.out.printf(
                "large object: %d MiB up and down twice with %s (1024 MiB with furoshiki.soak=true)%n",
                mebibytes, HEAP);
        try (LocalS3 server = LocalS3.onDisk(directory)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    HEAP,
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeObjectMain.class.getName(),
                    server.endpoint().toString(),
                    server.newBucket(),
                    Long.toString(mebibytes * MIB + 12_345)));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("AWS_ACCESS_KEY_ID", server.credentials().accessKeyId());
            builder.environment()
                    .put("AWS_SECRET_ACCESS_KEY", server.credentials().secretAccessKey());
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            System.out.println(output);
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).contains("known length", "unknown length").contains("maximum heap 128 MiB");
        }
    }
}
