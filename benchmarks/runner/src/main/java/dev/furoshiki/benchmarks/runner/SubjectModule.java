package dev.furoshiki.benchmarks.runner;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A module that holds a subject: its classes, and what it depends on, from the class path file that its build left.
 *
 * @param classPath as the {@code -cp} of a process
 */
public record SubjectModule(String classPath) {

    /** What the build of a subject calls its class path file, in {@code target}. */
    public static final String CLASS_PATH_FILE = "subject.classpath";

    /** What the build of the micro-benchmarks, which are no subject, calls it. */
    public static final String MICRO_CLASS_PATH_FILE = "jmh.classpath";

    /** Whether a folder holds a subject that was built. */
    public static boolean isIn(Path module) {
        return Files.isRegularFile(module.resolve("target").resolve(CLASS_PATH_FILE));
    }

    /**
     * The module in a folder.
     *
     * @throws IllegalStateException when it was not built
     */
    public static SubjectModule in(Path module) {
        return in(module, CLASS_PATH_FILE);
    }

    /**
     * The micro-benchmarks in a folder.
     *
     * @throws IllegalStateException when they were not built
     */
    public static SubjectModule microBenchmarksIn(Path module) {
        return in(module, MICRO_CLASS_PATH_FILE);
    }

    private static SubjectModule in(Path module, String classPathFile) {
        Path file = module.resolve("target").resolve(classPathFile);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException("no " + file + ": build the module first (mvn -q -Pbenchmarks does)");
        }
        try {
            Path classes = module.resolve("target").resolve("classes").toAbsolutePath();
            return new SubjectModule(
                    classes + File.pathSeparator + Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
