package dev.furoshiki.samples.quickstart;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A stream that draws a progress bar while it is read: growing on a terminal, once in a log. */
final class Transfer extends FilterInputStream {

    private static final int DRAWN_EVERY_MILLIS = 100;
    private static final long MIB = 1 << 20;

    private final Line line;
    private boolean closed;

    private Transfer(InputStream watched, Line line) {
        super(watched);
        this.line = line;
    }

    static Transfer of(InputStream stream, String task, long sizeBytes, Terminal terminal) {
        Line line = new Line(terminal);
        ProgressBarBuilder bar = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(sizeBytes)
                .setUnit(" MiB", MIB)
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setUpdateIntervalMillis(DRAWN_EVERY_MILLIS)
                .setConsumer(line);
        return new Transfer(ProgressBar.wrap(stream, bar), line);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            super.close();
            line.end();
        }
    }

    /** Where the bar is drawn. The library does not close one that was drawn only once, so the stream ends it. */
    private static final class Line extends DelegatingProgressBarConsumer {

        private final Terminal terminal;
        private volatile String latest = "";

        Line(Terminal terminal) {
            super(bar -> {}, Narrator.WIDTH);
            this.terminal = terminal;
        }

        @Override
        public void accept(String bar) {
            latest = bar;
            if (terminal.interactive()) {
                terminal.out().print("\r" + bar);
                terminal.out().flush();
            }
        }

        void end() {
            terminal.out().println(terminal.interactive() ? "" : latest.stripTrailing());
        }
    }
}
