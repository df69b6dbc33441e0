package dev.furoshiki.benchmarks.tuning.simulation;

import java.util.concurrent.Semaphore;

/** A thread on which a {@link Simulation} goes on while it has the baton. What it is taken for is set by what runs on it. */
public final class Carrier extends Thread {

    private static final long STACK_BYTES = 256 << 10;

    private final Simulation simulation;
    private final Semaphore baton = new Semaphore(0);
    private long simulatedId;

    Carrier(Simulation simulation) {
        super(null, null, "simulation", STACK_BYTES, false);
        this.simulation = simulation;
        setDaemon(true);
    }

    /** That on which the caller runs. */
    static Carrier current() {
        return (Carrier) Thread.currentThread();
    }

    /** From now on it is the simulated thread of that number. */
    public void actAs(long threadId) {
        simulatedId = threadId;
    }

    /**
     * That of the simulated thread. A cache grants the uses of a key to threads by their numbers, and Caffeine spreads its own records by
     * them: so it matters which of a node's threads uses a key, and not which carrier does so.
     */
    @Override
    public long getId() {
        return simulatedId;
    }

    @Override
    public void run() {
        while (!simulation.isEnded()) {
            baton.acquireUninterruptibly();
            if (!simulation.isEnded()) {
                simulation.takeEvents(this);
            }
        }
    }

    void giveBaton() {
        baton.release();
    }

    /** Until it is given the baton. */
    void pause() {
        if (!simulation.isEnded()) {
            baton.acquireUninterruptibly();
        }
        if (simulation.isEnded()) {
            throw new SimulationEndedError();
        }
    }

    /** Unwinds what waits in a simulation that has failed. */
    private static final class SimulationEndedError extends Error {
        private static final long serialVersionUID = 1;

        SimulationEndedError() {
            super("the simulation has ended");
        }
    }
}
