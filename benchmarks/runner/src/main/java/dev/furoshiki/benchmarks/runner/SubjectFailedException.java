package dev.furoshiki.benchmarks.runner;

/** A subject could not do what was asked of it. The message holds its stack trace and the end of what its process wrote. */
public final class SubjectFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    SubjectFailedException(String label, String verb, String reason, String output) {
        super("subject '" + label + "' failed to " + verb + ": " + reason
                + (output.isEmpty() ? "" : "\n--- its output ---\n" + output));
        this.reason = reason;
    }

    /** What happened, in a line. */
    public String reason() {
        return reason;
    }
}
