package dev.furoshiki.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How tests start another JVM that lives for a moment. Stateless. */
final class ChildJvm {

    /**
     * One compiler, one thread that collects garbage, and large pages where Linux has them: what such a JVM costs is its start, and
     * of that each page that it touches.
     */
    static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseTransparentHugePages",
            "-Xshare:auto");

    private ChildJvm() {}

    /** The command that runs a class with so much heap. */
    static List<String> command(int heapMegabytes, String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
