package dev.furoshiki.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which keys of a key service changed since when, in numbers that only grow. Of the {@value #MOST} keys that changed last it knows
 * each; any other may have changed when the last of those before them did. Thread-safe.
 */
final class KeyChanges {

    static final int MOST = 1000;

    // Guarded by this.
    private final Map<String, Long> lastByKeyArn = new LinkedHashMap<>();
    private long last;
    private long lastOfOthers;

    /** The number of the last change of any key. */
    synchronized long last() {
        return last;
    }

    synchronized void add(String keyArn) {
        last++;
        // Taken away first: so the map begins with what changed longest ago.
        lastByKeyArn.remove(keyArn);
        lastByKeyArn.put(keyArn, last);
        if (lastByKeyArn.size() > MOST) {
            var oldest = lastByKeyArn.entrySet().iterator();
            lastOfOthers = oldest.next().getValue();
            oldest.remove();
        }
    }

    /** Whether no key changed after that number. */
    synchronized boolean isNoneSince(long number) {
        return last == number;
    }

    /** Whether that key did not change after that number. */
    synchronized boolean isNoneSince(long number, String keyArn) {
        return lastByKeyArn.getOrDefault(keyArn, lastOfOthers) <= number;
    }
}
