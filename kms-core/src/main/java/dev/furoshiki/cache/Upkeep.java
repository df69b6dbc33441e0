package dev.furoshiki.cache;

/**
 * When a cached key is to be seen to next: replaced by a younger one, or asked about. Immutable; in the ticker's nanoseconds.
 *
 * @param refreshAtNanos when it is to be replaced
 * @param checkAtNanos when the key service is to be asked whether it may still be used
 * @param attempts how often it was tried to replace it
 * @param refreshes whether it is to be replaced at all
 * @param checks whether it is to be asked about at all
 */
record Upkeep(long refreshAtNanos, long checkAtNanos, int attempts, boolean refreshes, boolean checks) {

    /**
     * That of a key which was just asked for.
     *
     * @param chance from 0 to less than 1
     */
    static Upkeep of(CachePolicy policy, long nowNanos, double chance) {
        Freshness freshness = policy.freshness();
        double moved = 1 + freshness.jitter() * (2 * chance - 1);
        long ageNanos = policy.limits().maxAge().toNanos();
        long afterNanos = Math.min(ageNanos - 1, (long) (ageNanos * freshness.refreshAhead() * moved));
        return new Upkeep(
                nowNanos + afterNanos,
                nowNanos + freshness.revocationCheck().toNanos(),
                0,
                freshness.refreshAhead() < 1,
                !freshness.revocationCheck().isZero());
    }

    boolean isEmpty() {
        return !refreshes && !checks;
    }

    long nextNanos() {
        if (!refreshes || !checks) {
            return refreshes ? refreshAtNanos : checkAtNanos;
        }
        return refreshAtNanos - checkAtNanos < 0 ? refreshAtNanos : checkAtNanos;
    }

    boolean isToRefresh(long nowNanos) {
        return refreshes && nowNanos - refreshAtNanos >= 0;
    }

    /** How long ago it was to be asked about; less than 0 when that is still to come, or never. */
    long checkOverdueNanos(long nowNanos) {
        return checks ? nowNanos - checkAtNanos : -1;
    }

    boolean isToCheck(long nowNanos) {
        return checks && nowNanos - checkAtNanos >= 0;
    }

    /** After a try to replace it, of which the end is not known yet; a pause as after failures of calls. */
    Upkeep refreshTried(CallPolicy calls, long nowNanos, double chance) {
        long afterNanos = Math.max(1, calls.pauseNanos(attempts, chance));
        return new Upkeep(nowNanos + afterNanos, checkAtNanos, attempts + 1, true, checks);
    }

    /** After a check, or after one that another key made unnecessary. */
    Upkeep checkedUntil(long nextCheckAtNanos) {
        return new Upkeep(refreshAtNanos, nextCheckAtNanos, attempts, refreshes, true);
    }
}
