package dev.furoshiki.benchmarks.runner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a Java process.
 *
 * @param prefix what stands before the command, such as {@code taskset -c 1}; may be empty
 * @param jvmArguments heap, collector, system properties
 * @param classPath its own: two subjects never share one
 * @param mainClass by name, since it need not be on our class path
 */
public record Launch(List<String> prefix, List<String> jvmArguments, String classPath, String mainClass) {

    public Launch {
        prefix = List.copyOf(prefix);
        jvmArguments = List.copyOf(jvmArguments);
    }

    /** The same with one more argument. */
    public Launch with(String jvmArgument) {
        List<String> more = new ArrayList<>(jvmArguments);
        more.add(jvmArgument);
        return new Launch(prefix, more, classPath, mainClass);
    }

    /** The whole command line. */
    public List<String> command() {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", classPath, mainClass));
        return command;
    }
}
