package dev.furoshiki.s3;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Everything that is logged in this JVM while it is open, down to the bytes on the wire: client, wrapper and server. */
final class CapturedLogs implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level levelBefore = Objects.requireNonNull(root.getLevel());
    private final List<Appender<ILoggingEvent>> appendersBefore = new ArrayList<>();
    private final List<String> betrayals = new ArrayList<>();
    private final AtomicInteger events = new AtomicInteger();
    private final Searching appender = new Searching();

    CapturedLogs() {
        root.iteratorForAppenders().forEachRemaining(appendersBefore::add);
        appendersBefore.forEach(root::detachAppender);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
    }

    int events() {
        return events.get();
    }

    /** The loggers and messages in which the canary was found. */
    synchronized List<String> betrayals() {
        return List.copyOf(betrayals);
    }

    private synchronized void betray(String message) {
        betrayals.add(message);
    }

    @Override
    public void close() {
        root.setLevel(levelBefore);
        root.detachAppender(appender);
        appendersBefore.forEach(root::addAppender);
    }

    private final class Searching extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            events.incrementAndGet();
            String text = event.getFormattedMessage();
            if (event.getThrowableProxy() != null) {
                text += ThrowableProxyUtil.asString(event.getThrowableProxy());
            }
            if (Canary.isIn(text)) {
                betray(event.getLoggerName() + ": " + text);
            }
        }
    }
}
