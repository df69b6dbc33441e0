package dev.furoshiki.audit;

import dev.furoshiki.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** A process that appends until it is killed, and prints the name of each record when it was acknowledged. */
final class AppendingProcess {

    private static final int THREADS = 3;

    /** Files and groups of few records, so that a kill comes between any two steps. */
    static final AuditPolicy POLICY = AuditPolicy.DEFAULT
            .withMaxFileBytes(4096)
            .withCheckpoints(5, Duration.ofMillis(20))
            .withAnchorInterval(Duration.ofMillis(1));

    private AppendingProcess() {}

    /** {@code <folder> <seed> <public key> <prefix of the names>} */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        AuditLog log = AuditLog.builder(folder.resolve("audit.jsonl"), key(arguments[1], arguments[2]))
                .anchor(new FileAnchor(folder))
                .policy(POLICY)
                .open();
        for (int t = 0; t < THREADS; t++) {
            String prefix = arguments[3] + "-" + t + "-";
            new Thread(() -> appendForEver(log, prefix)).start();
        }
    }

    private static void appendForEver(AuditLog log, String prefix) {
        for (int i = 0; ; i++) {
            log.append(TestLog.record(prefix + i));
            System.out.println(prefix + i);
        }
    }

    static Ed25519Key key(String seed, String publicKey) {
        try (SecretBytes secret = SecretBytes.takeOver(HexFormat.of().parseHex(seed))) {
            return Ed25519Key.of(secret, HexFormat.of().parseHex(publicKey));
        }
    }

    static Process start(Path folder, Ed25519Key key, String prefix) throws IOException {
        try (SecretBytes seed = key.seed()) {
            return new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AppendingProcess.class.getName(),
                            folder.toString(),
                            HexFormat.of().formatHex(seed.toByteArray()),
                            HexFormat.of().formatHex(key.publicKey()),
                            prefix))
                    .redirectErrorStream(true)
                    .start();
        }
    }
}
