package dev.furoshiki.benchmarks.runner;

import dev.furoshiki.benchmarks.protocol.Message;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process that answers {@link Message}s, one for each request.
 *
 * <p>Used by one thread. Whatever goes wrong (it throws, dies, or answers too late) is a {@link SubjectFailedException}
 * that carries the end of what it wrote; nothing waits for ever. It ends with us, because its input ends then.
 */
public final class ForkedProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** For its exit: a killed process would leave its own children, such as PostgreSQL, behind. */
    private static final Duration GRACE_TO_EXIT = Duration.ofSeconds(30);

    private final String label;
    private final Process process;
    private final BufferedWriter requests;
    private final BlockingQueue<Optional<Message>> answers = new LinkedBlockingQueue<>();
    private final Tail tail = new Tail();
    private final Thread errors;

    private ForkedProcess(String label, Process process) {
        this.label = label;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        reader("out", process.getInputStream(), this::take, () -> answers.add(Optional.empty()));
        this.errors = reader("err", process.getErrorStream(), tail::add, () -> {});
    }

    /**
     * Starts a process.
     *
     * @param label what messages call it
     */
    public static ForkedProcess start(String label, Launch launch) {
        try {
            return new ForkedProcess(label, new ProcessBuilder(launch.command()).start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + label, e);
        }
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws SubjectFailedException when it answered with a failure, died, or took longer than {@code patience}; in the
     *     last two cases the process is gone
     */
    public Message request(Message request, Duration patience) {
        send(request);
        Optional<Message> answer = await(request, patience);
        if (answer.isEmpty()) {
            throw died(request);
        }
        if (answer.get().verb().equals("failed")) {
            throw new SubjectFailedException(
                    label,
                    request.verb(),
                    answer.get().require("message"),
                    answer.get().require("trace") + tail.text());
        }
        return answer.get();
    }

    /**
     * Runs a command with the number of this process behind it.
     *
     * @throws SubjectFailedException when the command fails, with what it said
     */
    public void tie(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.add(Long.toString(pid()));
        try {
            Process tying = new ProcessBuilder(whole).redirectErrorStream(true).start();
            String said = new String(tying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tying.waitFor() != 0) {
                throw new SubjectFailedException(label, "tie", whole + " failed: " + said, tail.text());
            }
        } catch (IOException e) {
            throw new SubjectFailedException(label, "tie", whole + " failed: " + e.getMessage(), tail.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SubjectFailedException(label, "tie", whole + " was interrupted", tail.text());
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends its input, and waits a little for it to go; then kills it. */
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            // It died before we closed it; there is nothing left to end.
        }
        if (!exited(GRACE_TO_EXIT)) {
            process.destroyForcibly();
            exited(GRACE);
        }
    }

    private void send(Message request) {
        try {
            requests.write(request.encoded());
            requests.newLine();
            requests.flush();
        } catch (IOException e) {
            throw died(request);
        }
    }

    private Optional<Message> await(Message request, Duration patience) {
        try {
            Optional<Message> answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (answer != null) {
                return answer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        exited(GRACE);
        throw new SubjectFailedException(
                label, request.verb(), "no answer within " + patience.toMillis() + " ms; killed", tail.text());
    }

    private SubjectFailedException died(Message request) {
        if (!exited(GRACE)) {
            process.destroyForcibly();
            exited(GRACE);
        }
        try {
            // Its last words may still be in the pipe.
            errors.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new SubjectFailedException(
                label, request.verb(), "the process ended with exit code " + process.exitValue(), tail.text());
    }

    private boolean exited(Duration within) {
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private void take(String line) {
        Optional<Message> message = Message.decode(line);
        if (message.isPresent()) {
            answers.add(message);
        } else {
            tail.add(line);
        }
    }

    private Thread reader(String name, InputStream from, Consumer<String> lines, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        reader.lines().forEach(lines);
                    } catch (IOException | UncheckedIOException e) {
                        tail.add("(" + name + " could not be read: " + e.getMessage() + ")");
                    } finally {
                        end.run();
                    }
                },
                label + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
