package dev.furoshiki.samples.quickstart;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where the story is told: a terminal, or a file or pipe that is read later.
 *
 * @param out the stream to print to
 * @param interactive whether a line may be drawn again over itself
 * @param coloured whether text may have colours
 */
record Terminal(PrintStream out, boolean interactive, boolean coloured) {

    static Terminal standard() {
        return of(System.out, System.console() != null, System.getenv());
    }

    /** Colours are left out where {@code NO_COLOR} is set to anything (no-color.org). */
    static Terminal of(PrintStream out, boolean console, Map<String, String> environment) {
        boolean interactive =
                console && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean coloured =
                interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, interactive, coloured);
    }
}
