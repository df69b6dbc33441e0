package dev.furoshiki.benchmarks.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One answer a request over standard input and output, until the input ends because the runner is done or dead. */
public final class AnswerLoop {

    /** What answers. */
    public interface Responder {
        Message answer(Message request) throws Exception;
    }

    private AnswerLoop() {}

    /**
     * Serves to the end of the input. What else is printed to standard output goes to standard error from here on.
     *
     * @throws IOException when the input cannot be read
     */
    @SuppressWarnings("SystemOut")
    public static void serve(Responder responder) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            Optional<Message> request = Message.decode(line);
            if (request.isPresent()) {
                answers.println(answer(responder, request.get()).encoded());
                answers.flush();
            }
        }
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
