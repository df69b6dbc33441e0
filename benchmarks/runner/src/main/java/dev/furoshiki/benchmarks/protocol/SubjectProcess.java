package dev.furoshiki.benchmarks.protocol;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The main class of every measured process: serves the one {@link Subject} of its class path over standard input and
 * output, one answer a request, until its input ends.
 *
 * <pre>
 * describe                     described name= workloads= java=
 * open workload= seed= p.*=    opened bytes=
 * run operations= | nanos=     ran operations= nanos= allocated= sum=
 * close                        closed
 * anything that throws         failed message= trace=
 * </pre>
 */
public final class SubjectProcess {

    /** What parameters of a workload are called on the wire. */
    public static final String PARAMETER_PREFIX = "p.";

    private final Subject subject;
    private final Stopwatch stopwatch = new Stopwatch();
    private @Nullable Workload workload;

    SubjectProcess(Subject subject) {
        this.subject = subject;
    }

    /** Serves until the runner closes the pipe or dies. */
    public static void main(String[] arguments) throws InterruptedException {
        Subject subject = ServiceLoader.load(Subject.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no subject on the class path"));
        AnswerLoop.serve(new SubjectProcess(subject)::answer);
        // Connection pools and HTTP clients may have left threads behind that would keep the process.
        System.exit(0);
    }

    private Message answer(Message request) throws Exception {
        return switch (request.verb()) {
            case "describe" -> describe();
            case "open" -> open(request);
            case "run" -> run(request);
            case "close" -> close();
            default -> throw new IllegalArgumentException("unknown request '" + request.verb() + "'");
        };
    }

    private Message describe() {
        return Message.of("described")
                .with("name", subject.name())
                .with("workloads", String.join(",", subject.workloads()))
                .with("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    private Message open(Message request) throws Exception {
        if (workload != null) {
            throw new IllegalStateException("a workload is open already; close it first");
        }
        String name = request.require("workload");
        if (!subject.workloads().contains(name)) {
            throw new IllegalArgumentException("subject '" + subject.name() + "' has no workload '" + name + "', only "
                    + String.join(", ", subject.workloads()));
        }
        Workload opened = subject.open(name, parameters(request));
        workload = opened;
        return Message.of("opened").with("bytes", opened.bytesPerOperation());
    }

    private static Parameters parameters(Message request) {
        Map<String, String> values = new TreeMap<>();
        request.values().forEach((name, value) -> {
            if (name.startsWith(PARAMETER_PREFIX)) {
                values.put(name.substring(PARAMETER_PREFIX.length()), value);
            }
        });
        return new Parameters(request.number("seed"), values);
    }

    private Message run(Message request) throws Exception {
        Workload open = workload;
        if (open == null) {
            throw new IllegalStateException("no workload is open");
        }
        Stopwatch.Measured measured = request.values().containsKey("operations")
                ? stopwatch.operations(open, request.number("operations"))
                : stopwatch.nanos(open, request.number("nanos"));
        return Message.of("ran")
                .with("operations", measured.operations())
                .with("nanos", measured.nanos())
                .with("allocated", measured.allocatedBytes())
                .with("sum", measured.sum());
    }

    private Message close() throws Exception {
        Workload open = workload;
        workload = null;
        if (open != null) {
            open.close();
        }
        return Message.of("closed");
    }
}
