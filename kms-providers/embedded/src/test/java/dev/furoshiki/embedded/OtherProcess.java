package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyProviderUri;
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
     * {@code open <store> <key file>}, {@code environment <store> <variable>...}, {@code change <uri> <times>},
     * {@code change-root-key <store> <key file> <other key file>}, {@code restore <uri> <key file> <backup>}, or
     * {@code secret <options>}; prints a line for each thing done, in its order. What is opened is opened again for every line of the input.
     */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "open" -> {
                Path store = Path.of(arguments[1]);
                RootKeySource rootKey = RootKeySource.keyFile(Path.of(arguments[2]));
                open(store, rootKey);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                while (input.readLine() != null) {
                    open(store, rootKey);
                }
            }
            case "environment" -> {
                for (String variable : Arrays.asList(arguments).subList(2, arguments.length)) {
                    open(Path.of(arguments[1]), RootKeySource.passphraseEnvironment(variable));
                }
            }
            case "change-root-key" ->
                say(() ->
                        changeRootKeyUntilKilled(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3])));
            case "secret" -> say(() -> StoreCommand.secret(arguments[1]));
            case "restore" -> restore(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
            case "change" -> say(() -> change(arguments[1], Integer.parseInt(arguments[2])));
            default -> throw new IllegalArgumentException(Arrays.toString(arguments));
        }
    }

    private static void open(Path store, RootKeySource rootKey) {
        say(() -> EmbeddedKeyService.open(store, rootKey).close());
    }

    private static void say(Runnable opening) {
        try {
            opening.run();
            System.out.println("opened");
        } catch (KmsException refused) {
            System.out.println(refused.errorCode());
            System.out.println(refused.getMessage());
        }
    }

    private static void change(String uri, int times) {
        try (EmbeddedKeyService keys =
                EmbeddedKeyProvider.builder(KeyProviderUri.parse(uri)).open()) {
            for (int i = 0; i < times; i++) {
                String keyId = keys.createKey("").keyId();
                keys.createAlias("alias/" + keyId, keyId);
                System.out.println(keyId);
            }
        }
    }

    /** Once beside it, so that what comes after the line {@code ready} and one of the input is the restoring alone. */
    private static void restore(String uri, Path keyFile, Path backup) throws IOException {
        RootKeySource secret = RootKeySource.keyFile(keyFile);
        Path warm = backup.resolveSibling("warm-" + ProcessHandle.current().pid());
        EmbeddedKeyService.builder(warm).rootKey(secret).restore(backup, secret).close();
        System.out.println("ready");
        System.in.read();
        say(() -> EmbeddedKeyProvider.builder(KeyProviderUri.parse(uri))
                .restore(backup, secret)
                .close());
    }

    private static void changeRootKeyUntilKilled(Path store, Path keyFile, Path other) {
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(store, RootKeySource.keyFile(keyFile))) {
            for (Path next = other; ; next = next.equals(other) ? keyFile : other) {
                keys.changeRootKey(RootKeySource.keyFile(next));
                System.out.println("changed");
            }
        }
    }

    /** @param environment variables and values; {@code OTHER_CLASS_PATH} stands for another class path than this process's */
    static Process start(List<String> command, String... environment) throws IOException {
        return startThrough(List.of(), command, environment);
    }

    /** @param launcher what starts the process, with its arguments; may be empty */
    static Process startThrough(List<String> launcher, List<String> command, String... environment) throws IOException {
        List<String> variables = List.of(environment);
        int other = variables.indexOf("OTHER_CLASS_PATH");
        String classPath = other < 0 ? System.getProperty("java.class.path") : variables.get(other + 1);
        List<String> line = Stream.of(launcher, ChildJvm.command(128, classPath, OtherProcess.class), command)
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
