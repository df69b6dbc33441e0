package dev.furoshiki.benchmarks.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One answer a request over standard input and output, until the input ends because the runner is done or dead. */
public final class AnswerLoop {

    /** What answers. */
    public interface Responder {
        Message answer(Message request) throws Exception;
    }

    private static final Duration GRACE = Duration.ofSeconds(3);

    /** PostgreSQL ends by a hook of its process, and must not be left behind. */
    private static final Duration GRACE_TO_EXIT = Duration.ofSeconds(30);

    private AnswerLoop() {}

    /**
     * Serves to the end of the input. What else is printed to standard output goes to standard error from here on.
     *
     * <p>Once the input has ended nobody waits for an answer: a request that is still being worked on has a moment, then
     * the process is halted, so that none outlives a runner that was killed. One that got to its end may take longer over
     * its exit.
     */
    @SuppressWarnings("SystemOut")
    public static void serve(Responder responder) throws InterruptedException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BlockingQueue<Optional<Message>> requests = new LinkedBlockingQueue<>();
        AtomicBoolean served = new AtomicBoolean();
        Thread reader = new Thread(() -> read(requests, served), "requests");
        reader.setDaemon(true);
        reader.start();
        for (Optional<Message> request = requests.take(); request.isPresent(); request = requests.take()) {
            answers.println(answer(responder, request.get()).encoded());
            answers.flush();
        }
        served.set(true);
    }

    private static void read(BlockingQueue<Optional<Message>> requests, AtomicBoolean served) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Message.decode(line).ifPresent(message -> requests.add(Optional.of(message)));
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("the requests cannot be read: " + e);
        }
        requests.add(Optional.empty());
        LockSupport.parkNanos(GRACE.toNanos());
        if (served.get()) {
            LockSupport.parkNanos(GRACE_TO_EXIT.toNanos());
        }
        Runtime.getRuntime().halt(1);
    }

    private static Message answer(Responder responder, Message request) {
        try {
            return responder.answer(request);
        } catch (Exception | LinkageError | AssertionError e) {
            return Message.of("failed").with("message", e.toString()).with("trace", stackTrace(e));
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
