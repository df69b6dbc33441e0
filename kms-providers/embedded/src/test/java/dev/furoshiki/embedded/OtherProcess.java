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

    /** {@code open|work|environment <store> <key file or variable>}; prints a line for each thing done, in its order. */
    public static void main(String[] arguments) throws IOException {
        Path store = Path.of(arguments[1]);
        try {
            switch (arguments[0]) {
                case "open" ->
                    EmbeddedKeyService.open(store, RootKeySource.keyFile(Path.of(arguments[2])))
                            .close();
                case "work" -> workUntilKilled(store, Path.of(arguments[2]));
                case "environment" ->
                    EmbeddedKeyService.open(store, RootKeySource.passphraseEnvironment(arguments[2]))
                            .close();
                default -> throw new IllegalArgumentException(Arrays.toString(arguments));
            }
            System.out.println("opened");
        } catch (KmsException refused) {
            System.out.println(refused.errorCode());
            System.out.println(refused.getMessage());
        }
    }

    private static void workUntilKilled(Path store, Path keyFile) {
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(store, RootKeySource.keyFile(keyFile))) {
            for (int i = 0; ; i++) {
                String keyId = keys.createKey("number " + i).keyId();
                keys.createAlias("alias/n" + i, keyId);
                keys.disableKey(keyId);
                // Printed when all three were acknowledged.
                System.out.println(keyId);
            }
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
