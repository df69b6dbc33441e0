package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The command that verifies an audit log: {@code java -cp furoshiki-kms-core.jar dev.furoshiki.audit.VerifyAuditLog}. Stateless.
 */
public final class VerifyAuditLog {

    /** How the command ends, besides the statuses of {@link AuditReport.Status}. */
    private static final int USAGE = 2;

    private static final int UNREADABLE = 4;

    /** The options that every verification takes. */
    public static final String OPTIONS = """
              --at-least <seq>:<hash>          the log has to hold this line (more than once: all of them)
              --from <seq>:<hash>              the log may begin behind this line; what came before is kept elsewhere
              --without <chain id>             that chain of the anchor is kept elsewhere
            exit codes: 0 verified; 1 changed, cut, reordered, duplicated or forged; 2 wrong arguments;
              3 in order, but nobody vouches for the last records; 4 a file cannot be read, or there is none
            """;

    private static final String USAGE_TEXT = """
            usage: java -cp furoshiki-kms-core.jar dev.furoshiki.audit.VerifyAuditLog <log> [options]
              <log>                            the file that is written now, such as keys.audit.jsonl; older ones lie beside it
              --public-key <64 hex digits>     the key that the checkpoints have to be signed with
              --anchor <chain id>:<seq>:<hash> the newest link that another place remembers; with ":closed" behind it, the
                                               one that the log was closed with (more than once: all of them)
            """;

    private VerifyAuditLog() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, but returns the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.isEmpty() || arguments.get(0).startsWith("--")) {
                throw new IllegalArgumentException("the first argument is the log");
            }
            AuditVerification verification = AuditVerification.of(Path.of(arguments.get(0)));
            List<Anchored> anchors = new ArrayList<>();
            List<String> common = new ArrayList<>();
            for (int i = 1; i < arguments.size(); i += 2) {
                String option = arguments.get(i);
                String value = value(arguments, i);
                switch (option) {
                    case "--public-key" -> verification.publicKey(publicKey(value));
                    case "--anchor" -> anchors.add(anchored(value));
                    default -> common.addAll(List.of(option, value));
                }
            }
            if (!anchors.isEmpty()) {
                verification.anchored(anchors);
            }
            apply(common, verification);
            return run(verification, out, err);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.print(USAGE_TEXT + OPTIONS);
            return USAGE;
        }
    }

    /**
     * Applies the options of {@link #OPTIONS}.
     *
     * @throws IllegalArgumentException when one is unknown or has no value, or a wrong one
     */
    public static void apply(List<String> options, AuditVerification verification) {
        for (int i = 0; i < options.size(); i += 2) {
            String value = value(options, i);
            switch (options.get(i)) {
                case "--at-least" -> verification.atLeast(AuditMark.parse(value));
                case "--from" -> verification.from(AuditMark.parse(value));
                case "--without" -> verification.without(UUID.fromString(value));
                default -> throw new IllegalArgumentException("there is no option " + options.get(i));
            }
        }
    }

    /** Verifies, says what came of it, and returns the exit code. */
    public static int run(AuditVerification verification, PrintStream out, PrintStream err) {
        try {
            AuditReport report = verification.run();
            report.findings().forEach(out::println);
            report.notes().forEach(note -> out.println("note: " + note));
            out.println(report.status() + ": " + report.findings().size() + " findings; " + report.lines()
                    + " lines in " + report.files() + " files, confirmed to record " + report.confirmedSequence());
            AuditLink newest = report.newest();
            if (newest != null) {
                out.println("newest: " + newest);
            }
            return report.status().exitCode();
        } catch (IOException unreadable) {
            err.println("the audit log cannot be read: " + unreadable);
            return UNREADABLE;
        }
    }

    private static String value(List<String> arguments, int option) {
        if (option + 1 == arguments.size()) {
            throw new IllegalArgumentException("the option " + arguments.get(option) + " has no value");
        }
        return arguments.get(option + 1);
    }

    private static byte[] publicKey(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static Anchored anchored(String text) {
        String closed = ":closed";
        return text.endsWith(closed)
                ? new Anchored(AuditLink.parse(text.substring(0, text.length() - closed.length())), true)
                : new Anchored(AuditLink.parse(text), false);
    }
}
