package dev.furoshiki.benchmarks.workload;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A workload about keys and the service that they come from, for a number of threads: its name is that of what is done and that
 * number, as in {@code keys.hit-2}.
 *
 * @param operation what each thread does
 * @param threads how many do it at once
 */
public record KeyUse(String operation, int threads) {

    /** A cached key to encrypt with, out of {@value #HOT_KEYS} that are used in turn. */
    public static final String HIT = "keys.hit";

    /** A cached key behind an encrypted one, likewise. */
    public static final String DECRYPT_HIT = "keys.decrypt-hit";

    /** How many keys those two are about. */
    public static final int HOT_KEYS = 64;

    /** A fresh data key, through the cache that does not keep it. */
    public static final String UNCACHED = "keys.uncached";

    public static final String GENERATE_DATA_KEY = "service.generate-data-key";
    public static final String DECRYPT = "service.decrypt";
    public static final String ENCRYPT = "service.encrypt";

    /** A record in an audit log, on the disk: those that are written at once share a sync of it. */
    public static final String AUDIT_APPEND = "audit.append";

    /** The same with a sync for each. */
    public static final String AUDIT_APPEND_EACH = "audit.append-each";

    /** What a call to the service costs the disk. */
    private static final List<String> DURABLE =
            List.of(UNCACHED, GENERATE_DATA_KEY, DECRYPT, ENCRYPT, AUDIT_APPEND, AUDIT_APPEND_EACH);

    /** Of cached keys. */
    public static Set<String> hits() {
        Set<String> names = new TreeSet<>();
        for (int threads : new int[] {1, 2}) {
            names.add(HIT + "-" + threads);
            names.add(DECRYPT_HIT + "-" + threads);
        }
        return names;
    }

    /** Of what waits for the disk. */
    public static Set<String> durable() {
        Set<String> names = new TreeSet<>();
        for (int threads : new int[] {1, 2, 8}) {
            DURABLE.forEach(operation -> names.add(operation + "-" + threads));
        }
        return names;
    }

    /** What a name says. */
    public static KeyUse of(String workload) {
        int dash = workload.lastIndexOf('-');
        return new KeyUse(workload.substring(0, dash), Integer.parseInt(workload.substring(dash + 1)));
    }
}
