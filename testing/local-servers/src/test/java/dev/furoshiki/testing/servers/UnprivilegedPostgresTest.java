package dev.furoshiki.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of root's that finds no user namespaces, twice: the first unpacks, the second finds the programs wrapped. */
class UnprivilegedPostgresTest {

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void startsAsAnotherUser(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "setpriv of util-linux is not installed");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path unshare = Files.writeString(directory.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(runOwnerOfServer(directory)).contains("server runs as nobody");
        assertThat(runOwnerOfServer(directory)).contains("server runs as nobody");
    }

    private static String runOwnerOfServer(Path directory) throws IOException, InterruptedException {
        ProcessBuilder jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnerOfServerMain.class.getName())
                .redirectErrorStream(true);
        jvm.environment().merge("PATH", directory.toString(), (path, first) -> first + File.pathSeparator + path);
        Process process = jvm.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
