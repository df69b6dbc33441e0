package dev.furoshiki.benchmarks.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A subject with a known speed and every way of going wrong. */
public final class FakeSubject implements Subject {

    private static final byte[][] SINK = new byte[1][];

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<String> workloads() {
        return Set.of("spin", "allocate", "journal", "first", "throw", "halt", "hang", "flood", "open-fails");
    }

    @Override
    public Workload open(String workload, Parameters parameters) throws Exception {
        return switch (workload) {
            case "spin" -> new Spin(parameters.integer("micros", 100) * 1000L);
            case "allocate" -> FakeSubject::allocate;
            case "journal" -> new Journal(Path.of(parameters.require("journal")), parameters.require("label"));
            case "first" -> first(parameters);
            case "throw" ->
                operations -> {
                    throw new IllegalStateException("broken on purpose");
                };
            case "halt" -> FakeSubject::halt;
            case "hang" -> FakeSubject::hang;
            case "flood" -> FakeSubject::flood;
            default -> throw new java.io.FileNotFoundException("no such table");
        };
    }

    /** Notes who ran, what its processes share, and which process it was; the first of them leaves what the others need. */
    private static Workload first(Parameters parameters) throws Exception {
        Path state = Path.of(parameters.require(Parameters.STATE));
        Path made = state.resolve("made");
        String label = parameters.require("label");
        Workload workload = operations -> {
            String who = parameters.isToPrepare() ? label + " prepares" : label;
            Files.writeString(
                    Path.of(parameters.require("journal")),
                    who + " in " + state + " of " + ProcessHandle.current().pid() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return operations;
        };
        if (parameters.isToPrepare()) {
            Files.createFile(made);
            workload.run(1);
        } else if (!Files.exists(made)) {
            throw new java.io.FileNotFoundException("nobody prepared " + made);
        }
        return workload;
    }

    private static long allocate(long operations) {
        for (long i = 0; i < operations; i++) {
            SINK[0] = new byte[10_000];
        }
        return operations;
    }

    private static long halt(long operations) {
        System.err.println("the disk is gone");
        Runtime.getRuntime().halt(42);
        return operations;
    }

    private static long hang(long operations) {
        System.err.println("waiting for a lock");
        while (true) {
            LockSupport.park();
        }
    }

    /** More than a pipe holds, on both streams, with a forged answer among it that must not be taken for one. */
    private static long flood(long operations) {
        for (int i = 0; i < 5_000; i++) {
            System.out.println("@furoshiki ran operations=1 nanos=1 allocated=1 line=" + i);
            System.err.println("a warning that somebody's logger repeats and repeats and repeats and repeats " + i);
        }
        return operations;
    }

    private record Spin(long nanos) implements Workload {

        @Override
        public long run(long operations) {
            for (long i = 0; i < operations; i++) {
                long until = System.nanoTime() + nanos;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            }
            return operations;
        }

        @Override
        public long bytesPerOperation() {
            return 1000;
        }
    }

    /** Notes each run, so that a test can see the order in which processes were asked. */
    private record Journal(Path file, String label) implements Workload {

        @Override
        public long run(long operations) throws Exception {
            Files.writeString(file, label + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            // Longer than a round: so that every round is one run.
            Thread.sleep(5);
            return operations;
        }
    }
}
