package dev.furoshiki.samples.quickstart;

import java.io.Console;
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
        return of(System.out, isConsole(), System.getenv());
    }

    /** From JDK 22 on there is a console object without a terminal, too, and a method that tells the difference. */
    @SuppressWarnings("SystemConsoleNull") // on older ones null is how they say it
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
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
