package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.runner.ForkedProcess;
import dev.furoshiki.benchmarks.runner.Launch;
import dev.furoshiki.benchmarks.runner.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process of the servers, started when a workload first needs one. Used by one thread. */
final class Servers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> jvmArguments;
    private @Nullable ForkedProcess process;

    Servers(Settings settings) {
        this.jvmArguments = settings.equals(Settings.SMOKE)
                ? MeasuredSubject.jvmArguments(settings)
                : List.of("-Xmx2g", "-XX:+UseSerialGC");
    }

    /** A fresh database or bucket, as a workload is told of it. */
    Map<String, String> parameters(MeasuredWorkload.Server server) {
        return switch (server) {
            case NONE -> Map.of();
            case POSTGRES -> ask("database");
            // In the subject's own process. Without the last setting H2 answers a repeated query from what it answered
            // before.
            case H2 -> Map.of("h2", "jdbc:h2:mem:benchmark;DB_CLOSE_DELAY=-1;OPTIMIZE_REUSE_RESULTS=FALSE");
            case S3 -> ask("bucket");
        };
    }

    private Map<String, String> ask(String verb) {
        ForkedProcess running = process;
        if (running == null || !running.isAlive()) {
            running = ForkedProcess.start("servers", launch());
            process = running;
        }
        return running.request(Message.of(verb), PATIENCE).values();
    }

    private Launch launch() {
        return new Launch(
                Machine.serverPrefix(),
                jvmArguments,
                System.getProperty("java.class.path"),
                ServersProcess.class.getName());
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
