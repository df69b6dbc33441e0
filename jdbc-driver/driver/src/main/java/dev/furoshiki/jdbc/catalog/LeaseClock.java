package dev.furoshiki.jdbc.catalog;

/**
 * The clocks by which the lease of a catalogue ends. The monotonic one may stand still while the machine sleeps, and the other
 * may be set back: the lease ends when either says so.
 */
interface LeaseClock {

    LeaseClock SYSTEM = new LeaseClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    };

    long nanos();

    long millis();

    default Moment now() {
        return new Moment(nanos(), millis());
    }

    /** What both clocks showed. */
    record Moment(long nanos, long millis) {}
}
