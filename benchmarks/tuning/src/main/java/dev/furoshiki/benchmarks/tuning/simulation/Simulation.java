package dev.furoshiki.benchmarks.tuning.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time: a clock that jumps from one event to the next. For one run; everything but {@link #run} is called on its carriers.
 */
public final class Simulation {

    /*
     * What is simulated is code that blocks. So it runs on threads, of which exactly one runs at any time: the one that has the
     * baton. It takes events in order, and does what they say. Where that waits, the thread gives the baton to an idle one, which goes
     * on with the events, and stops; when the event comes that what it waits for is there, whoever has the baton then gives it back,
     * and is idle itself. So what does not wait, nearly everything, costs no change of threads; the order of events alone says what
     * happens, whatever the machine does; and all that is read and written here has one owner at a time, to whom the baton hands it
     * over (a carrier's semaphore orders memory too). These are coroutines (Conway, "Design of a Separable Transition-Diagram
     * Compiler", 1963) made of threads, since a JDK of 17 has no others.
     */
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Carrier> idle = new ArrayDeque<>();
    private final Set<Carrier> carriers = new HashSet<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Arrivals arrivals;

    private long nowNanos;
    private long scheduled;

    /** Those that the simulation does not end before. */
    private int needed;

    private volatile boolean ended;

    public Simulation(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /** Runs until nothing comes and nothing is under way any more. Throws what something in it threw. */
    public void run() {
        carrier().giveBaton();
        try {
            end.join();
        } finally {
            stop();
        }
    }

    /** From the beginning of the simulation. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Does it after so many nanoseconds; the simulation does not end before. */
    public void in(long nanos, Action action) {
        needed++;
        add(nanos, action, null, true);
    }

    /** Does it after so many nanoseconds, if there is anything else to do until then. */
    public void inBackground(long nanos, Action action) {
        add(nanos, action, null, false);
    }

    /** Has what runs now go on after so many nanoseconds. */
    public void sleep(long nanos) {
        if (nanos <= 0) {
            return;
        }
        long untilNanos = nowNanos + nanos;
        if (untilNanos < soonestNanos()) {
            // Nothing happens meanwhile.
            nowNanos = untilNanos;
            return;
        }
        resumeIn(nanos, Carrier.current());
        handOver(Carrier.current());
    }

    /**
     * Has what runs now go on when something has ended.
     *
     * @param nanos or after so many
     * @throws ExecutionException when it ended with an exception
     * @throws TimeoutException when it had not ended then
     */
    public void await(CompletableFuture<?> ending, long nanos)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (!ending.isDone()) {
            if (nanos <= 0) {
                throw new TimeoutException();
            }
            Carrier waiting = Carrier.current();
            Event timeout = resumeIn(nanos, waiting);
            CompletableFuture<Void> unused = ending.handle((value, failure) -> {
                if (cancel(timeout)) {
                    resumeIn(0, waiting);
                }
                return null;
            });
            handOver(waiting);
        }
        if (!ending.isDone()) {
            throw new TimeoutException();
        }
        ending.get();
    }

    /** On a carrier that has the baton: takes events until it has given the baton away. */
    void takeEvents(Carrier me) {
        try {
            while (next(me)) {
                // It is done.
            }
        } catch (Throwable failure) {
            if (!ended) {
                end.completeExceptionally(failure);
            }
        }
    }

    /** False when the baton was given away, or there is nothing left. */
    private boolean next(Carrier me) {
        long arrivalNanos = arrivals.nextNanos();
        // What was to happen at an instant has happened when somebody comes at it.
        if (arrivalNanos != Arrivals.NONE && arrivalNanos < soonestEventNanos()) {
            nowNanos = Math.max(nowNanos, arrivalNanos);
            arrivals.deliver(me);
            return true;
        }
        if (arrivalNanos == Arrivals.NONE && needed == 0) {
            end.complete(null);
            return false;
        }
        Event event = events.remove();
        if (event.isCancelled) {
            return true;
        }
        event.isCancelled = true;
        needed -= event.isNeeded ? 1 : 0;
        nowNanos = Math.max(nowNanos, event.atNanos);
        if (event.resumed != null) {
            idle.push(me);
            event.resumed.giveBaton();
            return false;
        }
        event.action.run(me);
        return true;
    }

    private Event resumeIn(long nanos, Carrier carrier) {
        needed++;
        return add(nanos, Action.NOTHING, carrier, true);
    }

    private Event add(long nanos, Action action, @Nullable Carrier resumed, boolean isNeeded) {
        Event event = new Event(nowNanos + Math.max(0, nanos), scheduled++, action, resumed, isNeeded);
        events.add(event);
        return event;
    }

    /** False when it has happened. It stays in the queue till then: to look for it would take longer. */
    private boolean cancel(Event event) {
        boolean isToCome = !event.isCancelled;
        event.isCancelled = true;
        needed -= isToCome && event.isNeeded ? 1 : 0;
        return isToCome;
    }

    private long soonestNanos() {
        return Math.min(arrivals.nextNanos(), soonestEventNanos());
    }

    private long soonestEventNanos() {
        for (Event first = events.peek(); first != null; first = events.peek()) {
            if (!first.isCancelled) {
                return first.atNanos;
            }
            events.remove();
        }
        return Long.MAX_VALUE;
    }

    private void handOver(Carrier me) {
        Carrier other = idle.poll();
        (other == null ? carrier() : other).giveBaton();
        me.pause();
    }

    private Carrier carrier() {
        Carrier made = new Carrier(this);
        carriers.add(made);
        made.start();
        return made;
    }

    /** Carriers that wait, as those of a simulation that failed, go on with an error. */
    private void stop() {
        ended = true;
        carriers.forEach(Carrier::giveBaton);
    }

    boolean isEnded() {
        return ended;
    }

    /** What is done at an instant. */
    public interface Action {

        /** It is done elsewhere. */
        Action NOTHING = carrier -> {};

        /** May wait, on the carrier that it is given. */
        void run(Carrier carrier);
    }

    /** Something that is to happen. */
    private static final class Event implements Comparable<Event> {

        private final long atNanos;
        private final long number;
        private final Action action;
        private final @Nullable Carrier resumed;
        private final boolean isNeeded;

        /** Or has happened. */
        private boolean isCancelled;

        Event(long atNanos, long number, Action action, @Nullable Carrier resumed, boolean isNeeded) {
            this.atNanos = atNanos;
            this.number = number;
            this.action = action;
            this.resumed = resumed;
            this.isNeeded = isNeeded;
        }

        /** Of those of one instant the one that was made first comes first. */
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
