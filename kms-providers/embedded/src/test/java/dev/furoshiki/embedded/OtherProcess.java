package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What another process does with a store; started by {@link StoreProcessesTest}. */
final class OtherProcess {

    private OtherProcess() {}

    /**
     * {@code open <store> <key file>} or {@code environment <store> <variable>...}; prints a line for each thing done, in
     * its order. What is opened is opened again for every line of the input.
     */
    public static void main(String[] arguments) throws IOException {
        Path store = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "open" -> {
                RootKeySource rootKey = RootKeySource.keyFile(Path.of(arguments[2]));
                open(store, rootKey);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                while (input.readLine() != null) {
                    open(store, rootKey);
                }
            }
            case "environment" -> {
                for (String variable : Arrays.asList(arguments).subList(2, arguments.length)) {
                    open(store, RootKeySource.passphraseEnvironment(variable));
                }
            }
            default -> throw new IllegalArgumentException(Arrays.toString(arguments));
        }
    }

    private static void open(Path store, RootKeySource rootKey) {
        try {
            EmbeddedKeyService.open(store, rootKey).close();
            System.out.println("opened");
        } catch (KmsException refused) {
            System.out.println(refused.errorCode());
            System.out.println(refused.getMessage());
        }
    }

    static Process start(List<String> command, String... environment) throws IOException {
        return startThrough(List.of(), command, environment);
    }

    /** @param launcher what starts the process, with its arguments; may be empty */
    static Process startThrough(List<String> launcher, List<String> command, String... environment) throws IOException {
        List<String> line = Stream.of(
                        launcher,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherProcess.class.getName()),
                        command)
                .flatMap(List::stream)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        return builder.start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
