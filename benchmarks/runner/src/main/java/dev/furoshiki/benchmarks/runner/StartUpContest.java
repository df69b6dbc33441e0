package dev.furoshiki.benchmarks.runner;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.SubjectProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The first operation of fresh processes: for each contender one process prepares what the others find (tables, keys), then
 * processes are started in alternation, one at a time, and each performs one operation.
 *
 * <p>Used by one thread. A contender that fails is out; the others go on.
 */
public final class StartUpContest {

    /** Ten thousand keys, each on the disk before the next, take minutes. */
    private static final Duration PREPARATION = Duration.ofMinutes(15);

    private final String workload;
    private final List<Contender> contenders;
    private final Settings settings;
    private final long seed;

    /** Prepares a contest; nothing is started yet. */
    public StartUpContest(String workload, List<Contender> contenders, Settings settings, long seed) {
        this.workload = workload;
        this.contenders = List.copyOf(contenders);
        this.settings = settings;
        this.seed = seed;
    }

    /** What each contender measured, by label, in the order in which they were given: a sample for each process. */
    public Map<String, Result> run() throws IOException {
        Map<String, Result> results = new LinkedHashMap<>();
        List<Entrant> entrants = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                Result result = new Result();
                results.put(contender.label(), result);
                Entrant entrant = new Entrant(contender, result, Files.createTempDirectory("furoshiki-benchmark-"));
                entrants.add(entrant);
                entrant.attempt(entrant::prepare);
            }
            for (int launch = 0; launch < settings.launches(); launch++) {
                runLaunch(launch, entrants);
            }
            return results;
        } finally {
            entrants.forEach(Entrant::close);
        }
    }

    private static void runLaunch(int launch, List<Entrant> entrants) {
        int turn = 0;
        for (Entrant entrant : Rotation.ofRound(launch, entrants)) {
            int place = turn++;
            entrant.attempt(() -> entrant.measure(launch, place));
        }
    }

    /** A contender with what its processes share. */
    private final class Entrant implements AutoCloseable {

        private final Contender contender;
        private final Result result;
        private final Path folder;
        private final Map<String, String> parameters;

        Entrant(Contender contender, Result result, Path folder) {
            this.contender = contender;
            this.result = result;
            this.folder = folder;
            this.parameters = new TreeMap<>(contender.parameters().apply(0));
            parameters.put(Parameters.STATE, folder.toString());
        }

        void attempt(Runnable step) {
            if (result.failure().isPresent()) {
                return;
            }
            try {
                step.run();
            } catch (SubjectFailedException e) {
                result.fail(e);
            }
        }

        void prepare() {
            try (ForkedProcess process = ForkedProcess.start(contender.label(), contender.launch())) {
                Message open = open().with(SubjectProcess.PARAMETER_PREFIX + Parameters.PREPARE, true);
                process.request(open, PREPARATION);
                process.request(Message.of("close"), settings.patience());
            }
        }

        void measure(int launch, int turn) {
            try (ForkedProcess process = ForkedProcess.start(contender.label(), contender.launch())) {
                process.request(open(), settings.patience());
                Message ran = process.request(Message.of("run").with("operations", 1), settings.patience());
                result.add(new Sample(launch, 0, turn, 1, ran.number("nanos"), ran.number("allocated")));
                process.request(Message.of("close"), settings.patience());
            }
        }

        private Message open() {
            Message open = Message.of("open").with("workload", workload).with("seed", seed);
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                open = open.with(SubjectProcess.PARAMETER_PREFIX + parameter.getKey(), parameter.getValue());
            }
            return open;
        }

        @Override
        public void close() {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
