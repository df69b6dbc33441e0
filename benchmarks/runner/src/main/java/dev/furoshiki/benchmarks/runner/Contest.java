package dev.furoshiki.benchmarks.runner;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.SubjectProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One workload, run by several contenders in alternation: each in a process of its own, all of them started and warmed up
 * before the first round, one measured at a time while the others wait for their next request.
 *
 * <p>Used by one thread. A contender that fails is out; the others go on.
 */
public final class Contest {

    private final String workload;
    private final List<Contender> contenders;
    private final Settings settings;
    private final long seed;
    private final Map<String, Result> results = new LinkedHashMap<>();

    /**
     * Prepares a contest; nothing is started yet.
     *
     * @throws IllegalArgumentException when two contenders have one label
     */
    public Contest(String workload, List<Contender> contenders, Settings settings, long seed) {
        this.workload = workload;
        this.contenders = List.copyOf(contenders);
        this.settings = settings;
        this.seed = seed;
        for (Contender contender : contenders) {
            if (results.put(contender.label(), new Result()) != null) {
                throw new IllegalArgumentException("two contenders are called '" + contender.label() + "'");
            }
        }
    }

    /** What each contender measured, by label, in the order in which they were given. */
    public Map<String, Result> run() {
        for (int fork = 0; fork < settings.forks(); fork++) {
            runFork(fork);
        }
        return results;
    }

    private void runFork(int fork) {
        List<Entrant> entrants = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                Entrant entrant = new Entrant(contender, result(contender));
                entrants.add(entrant);
                entrant.attempt(() -> entrant.open(fork));
            }
            for (Entrant entrant : entrants) {
                entrant.attempt(entrant::warmUp);
            }
            for (int round = 0; round < settings.rounds(); round++) {
                runRound(fork, round, entrants);
            }
            for (Entrant entrant : entrants) {
                entrant.attempt(() -> entrant.ask(Message.of("close")));
            }
        } finally {
            entrants.forEach(Entrant::close);
        }
    }

    private void runRound(int fork, int round, List<Entrant> entrants) {
        int turn = 0;
        for (Entrant entrant : Rotation.ofRound(round, entrants)) {
            int place = turn++;
            entrant.attempt(() -> entrant.measure(fork, round, place));
        }
    }

    private Result result(Contender contender) {
        Result result = results.get(contender.label());
        if (result == null) {
            throw new IllegalStateException(contender.label());
        }
        return result;
    }

    /** A contender with its running process. */
    private final class Entrant implements AutoCloseable {

        private final Contender contender;
        private final Result result;
        private final ForkedProcess process;

        Entrant(Contender contender, Result result) {
            this.contender = contender;
            this.result = result;
            this.process = ForkedProcess.start(contender.label(), contender.launch());
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

        void open(int fork) {
            Message open = Message.of("open").with("workload", workload).with("seed", seed);
            for (Map.Entry<String, String> parameter :
                    contender.parameters().apply(fork).entrySet()) {
                open = open.with(SubjectProcess.PARAMETER_PREFIX + parameter.getKey(), parameter.getValue());
            }
            result.bytesPerOperation(ask(open).number("bytes"));
        }

        void warmUp() {
            ask(Message.of("run").with("nanos", settings.warmUp().toNanos()));
            if (!contender.tie().isEmpty()) {
                process.tie(contender.tie());
            }
        }

        void measure(int fork, int round, int turn) {
            Message ran = ask(Message.of("run").with("nanos", settings.round().toNanos()));
            result.add(new Sample(
                    fork, round, turn, ran.number("operations"), ran.number("nanos"), ran.number("allocated")));
        }

        Message ask(Message request) {
            return process.request(request, settings.patience());
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
