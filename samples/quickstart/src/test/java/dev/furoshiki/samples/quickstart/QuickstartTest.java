package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    /** Without a folder for temporary files, nothing can be started. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void endsWithOneWhenSomethingIsWrong(@TempDir Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + directory.resolve("absent"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quickstart.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(1);
        assertThat(output).contains("NoSuchFileException").contains("absent");
    }
}
