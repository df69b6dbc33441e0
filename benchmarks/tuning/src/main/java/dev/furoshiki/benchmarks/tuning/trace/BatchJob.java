package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * A job that comes again and again, goes through all tenants, and writes for each of them. Immutable.
 *
 * @param length for how long it comes
 * @param every how often it begins, the first time at the beginning
 * @param tenants how many contexts it goes through
 * @param messagesPerTenant how many messages it writes in each, one after the other
 * @param perSecond how fast
 * @param messageBytes how long each message is
 */
public record BatchJob(
        Duration length, Duration every, int tenants, int messagesPerTenant, double perSecond, long messageBytes)
        implements Trace {

    private static final double NANOS_PER_SECOND = 1e9;

    public BatchJob {
        if (tenants < 1 || messagesPerTenant < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("a job writes messages: for " + tenants + " tenants " + messagesPerTenant
                    + " each, " + perSecond + " a second");
        }
        if (tenants * (double) messagesPerTenant / perSecond * NANOS_PER_SECOND > every.toNanos()) {
            throw new IllegalArgumentException("a job is over before it comes again: " + tenants + " tenants with "
                    + messagesPerTenant + " messages, " + perSecond + " a second, every " + every);
        }
    }

    @Override
    public Iterator<KeyUse> iterator() {
        long messages = (long) tenants * messagesPerTenant;
        long endNanos = length.toNanos();
        return LongStream.iterate(0, number -> number + 1)
                .mapToObj(number -> use(number, messages))
                .takeWhile(use -> use.atNanos() < endNanos)
                .iterator();
    }

    private KeyUse use(long number, long messages) {
        long inJob = number % messages;
        long atNanos = number / messages * every.toNanos() + (long) (inJob / perSecond * NANOS_PER_SECOND);
        return KeyUse.encrypting(atNanos, (int) (inJob / messagesPerTenant), KeyUse.UNREAD, messageBytes);
    }
}
