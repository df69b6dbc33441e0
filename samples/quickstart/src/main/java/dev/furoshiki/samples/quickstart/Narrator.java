package dev.furoshiki.samples.quickstart;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the story: headings, paragraphs, code and tables, so that they read well on a terminal and in a log. */
final class Narrator {

    static final int WIDTH = 100;

    private static final String INDENT = "   ";

    private final Terminal terminal;
    private int chapters;

    Narrator(Terminal terminal) {
        this.terminal = terminal;
    }

    void title(String title) {
        terminal.out().println(styled(Style.HEADING, title));
    }

    void chapter(String title) {
        chapters++;
        terminal.out().println();
        terminal.out().println(styled(Style.HEADING, chapters + "  " + title));
        terminal.out().println();
    }

    /** A paragraph, wrapped. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    void say(String text, Object... values) {
        say(Style.PLAIN, format(text, values));
    }

    /** What went wrong, in its own words. */
    void quote(Exception failure) {
        say(Style.FAILURE, failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private void say(Style style, String text) {
        wrapped(text, WIDTH - INDENT.length()).forEach(line -> line(styled(style, line)));
    }

    /** Text that keeps its lines. */
    void code(String text) {
        text.lines().forEach(line -> line(INDENT + line));
    }

    void table(TextTable table) {
        table.lines(terminal.coloured()).forEach(this::line);
    }

    void gap() {
        terminal.out().println();
    }

    /** A stream that draws a progress bar while it is read. */
    InputStream watched(String task, InputStream stream, long sizeBytes) {
        return Transfer.of(stream, INDENT + task, sizeBytes, terminal);
    }

    private void line(String text) {
        terminal.out().println((INDENT + text).stripTrailing());
    }

    private String styled(Style style, String text) {
        return terminal.coloured() ? style.on(text) : text;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
