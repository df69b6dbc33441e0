package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.SubjectProcess;
import dev.furoshiki.benchmarks.runner.ForkedProcess;
import dev.furoshiki.benchmarks.runner.Launch;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.runner.SubjectModule;
import dev.furoshiki.benchmarks.workload.FirstStatement;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The peers, in the processes and with the class paths that they are measured with. That values come back and
 * that the administrator reads none of them is looked at by every workload when it is opened.
 */
@Timeout(600)
class PeersTest {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SOME = 3;
    private static final Servers SERVERS = new Servers(Settings.SMOKE);

    @AfterAll
    static void stopServers() {
        SERVERS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shardingsphere", "tink"})
    void everyWorkloadFindsItsOwnRows(String module, @TempDir Path folder) {
        try (ForkedProcess process = ForkedProcess.start(module, launch(module))) {
            for (String workload : some(JdbcDatabase.POSTGRES.workloads())) {
                run(process, open(workload, SERVERS.parameters(MeasuredWorkload.Server.POSTGRES)));
            }
            for (String workload : FirstStatement.names()) {
                Map<String, String> parameters = new TreeMap<>(SERVERS.parameters(MeasuredWorkload.Server.POSTGRES));
                parameters.put(Parameters.STATE, folder.toString());
                Message open = open(workload, parameters);
                run(process, open.with(SubjectProcess.PARAMETER_PREFIX + Parameters.PREPARE, true));
                run(process, open);
            }
        }
    }

    /** It is measured where its objects come back, and the store has none of them in plaintext. */
    @Test
    void theObjectsOfAmazonsClientAreEncrypted() {
        String module = "s3-encryption-client";
        try (ForkedProcess process = ForkedProcess.start(module, launch(module))) {
            String names = process.request(Message.of("describe"), PATIENCE).require("workloads");
            for (String workload : some(List.of(names.split(",", -1)))) {
                Map<String, String> parameters = new TreeMap<>(SERVERS.parameters(MeasuredWorkload.Server.S3));
                parameters.put("object.bytes", "100000");
                run(process, open(workload, parameters));
            }
        }
    }

    /** Each of them takes seconds: all with the soak, else three that are drawn anew each time. */
    private static List<String> some(Collection<String> workloads) {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        List<String> drawn = new ArrayList<>(workloads);
        Collections.sort(drawn);
        Collections.shuffle(drawn, new Random(seed));
        List<String> some = drawn.subList(0, Boolean.getBoolean("furoshiki.soak") ? drawn.size() : SOME);
        System.out.println("workloads: " + some + " of " + drawn.size() + ", with furoshiki.seed=" + seed);
        return some;
    }

    private static Launch launch(String module) {
        return new Launch(
                List.of(),
                MeasuredSubject.jvmArguments(Settings.SMOKE),
                SubjectModule.in(MODULES.resolve(module)).classPath(),
                SubjectProcess.class.getName());
    }

    private static void run(ForkedProcess process, Message open) {
        process.request(open, PATIENCE);
        Message ran = process.request(Message.of("run").with("operations", 2), PATIENCE);
        assertThat(ran.number("sum")).as(open.require("workload")).isPositive();
        process.request(Message.of("close"), PATIENCE);
    }

    private static Message open(String workload, Map<String, String> parameters) {
        Message open = Message.of("open")
                .with("workload", workload)
                .with("seed", 1)
                .with(SubjectProcess.PARAMETER_PREFIX + "rows", 100);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            open = open.with(SubjectProcess.PARAMETER_PREFIX + parameter.getKey(), parameter.getValue());
        }
        return open;
    }
}
