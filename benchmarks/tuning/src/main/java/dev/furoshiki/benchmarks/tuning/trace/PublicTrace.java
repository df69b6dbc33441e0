package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Formats of published cache traces, as Caffeine's simulator reads them. Each thing that is cached there is an object here, with an
 * encryption context and a data key of its own: read, its key has to be opened; written, it has a new one from then on. Stateless.
 */
public enum PublicTrace {
    /** A number a line; {@code *} is none. */
    LIRS {
        @Override
        void line(String line, Uses uses) {
            if (!line.equals("*")) {
                uses.add(Long.valueOf(line.strip()), Operation.DECRYPT, 1);
            }
        }
    },
    /** The first number, how many from there on, and more that does not matter, with spaces between. */
    ARC {
        @Override
        void line(String line, Uses uses) {
            String[] columns = line.split(" ", 3);
            long first = Long.parseLong(columns[0]);
            int blocks = Integer.parseInt(columns[1]);
            for (long block = first; block < first + blocks; block++) {
                uses.add(block, Operation.DECRYPT, 1);
            }
        }
    },
    /** Of the UMass trace repository, storage: unit, first block, bytes, r or w, and seconds, with commas between. */
    UMASS_STORAGE {
        @Override
        void line(String line, Uses uses) {
            String[] columns = line.split(",", 6);
            long unit = Long.parseLong(columns[0]);
            long first = Long.parseLong(columns[1]);
            long blocks = (Long.parseLong(columns[2]) + BLOCK_BYTES - 1) / BLOCK_BYTES;
            Operation operation = columns[3].equalsIgnoreCase("w") ? Operation.ENCRYPT : Operation.DECRYPT;
            uses.at(Double.parseDouble(columns[4]));
            for (long block = first; block < first + blocks; block++) {
                uses.add((unit << UNIT_SHIFT) | (block & BLOCK_MASK), operation, BLOCK_BYTES);
            }
        }
    },
    /** Of Twitter's caches: second, key, bytes of the key, bytes of the value, client, operation, and for how long. */
    TWITTER {
        @Override
        void line(String line, Uses uses) {
            String[] columns = line.split(",", -1);
            uses.at(Double.parseDouble(columns[0]));
            long bytes = Long.parseLong(columns[3]);
            switch (columns[5]) {
                case "get", "gets" -> uses.add(columns[1], Operation.DECRYPT, bytes);
                case "delete" -> {}
                default -> uses.add(columns[1], Operation.ENCRYPT, bytes);
            }
        }
    };

    private static final int BLOCK_BYTES = 512;
    private static final int UNIT_SHIFT = 40;
    private static final long BLOCK_MASK = (1L << UNIT_SHIFT) - 1;

    /**
     * Reads a whole trace.
     *
     * @param perSecond how many uses come a second, where the trace does not say when
     * @throws IOException when the file cannot be read, or a line of it is none of that format
     */
    public Trace read(Path file, double perSecond) throws IOException {
        Uses uses = new Uses();
        int number = 0;
        try (BufferedReader lines = TraceFile.lines(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isEmpty()) {
                    line(line, uses);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new IOException(file + ", line " + number + ": no line of a trace of " + name(), malformed);
        }
        return uses.trace(perSecond);
    }

    abstract void line(String line, Uses uses);

    /** What was read so far. */
    static final class Uses {

        private static final double NANOS_PER_SECOND = 1e9;

        private final Map<Object, Integer> numbers = new HashMap<>();
        private final List<KeyUse> uses = new ArrayList<>();
        private double firstSeconds = Double.NaN;
        private long atNanos;
        private boolean isTimed;

        void at(double seconds) {
            firstSeconds = isTimed ? firstSeconds : seconds;
            isTimed = true;
            // Some traces step back by a little.
            atNanos = Math.max(atNanos, (long) ((seconds - firstSeconds) * NANOS_PER_SECOND));
        }

        void add(Object thing, Operation operation, long bytes) {
            int number = numbers.computeIfAbsent(thing, fresh -> numbers.size());
            uses.add(new KeyUse(atNanos, operation, KeyUse.ANY_NODE, 0, 0, number, number, bytes));
        }

        Trace trace(double perSecond) throws IOException {
            if (uses.isEmpty()) {
                throw new IOException("there is no use in the trace");
            }
            return isTimed ? spread() : paced(perSecond);
        }

        /** Those that are told at one instant, as of a clock with seconds, are spread until the next. */
        private Trace spread() {
            long endNanos = atNanos + (long) NANOS_PER_SECOND;
            List<KeyUse> spread = new ArrayList<>(uses.size());
            int first = 0;
            while (first < uses.size()) {
                int next = first + 1;
                while (next < uses.size()
                        && uses.get(next).atNanos() == uses.get(first).atNanos()) {
                    next++;
                }
                long untilNanos = next < uses.size() ? uses.get(next).atNanos() : endNanos;
                long stepNanos = (untilNanos - uses.get(first).atNanos()) / (next - first);
                for (int i = first; i < next; i++) {
                    spread.add(moved(uses.get(i), uses.get(first).atNanos() + (i - first) * stepNanos));
                }
                first = next;
            }
            return Trace.of(Duration.ofNanos(endNanos), spread);
        }

        private Trace paced(double perSecond) {
            List<KeyUse> paced = new ArrayList<>(uses.size());
            for (int i = 0; i < uses.size(); i++) {
                paced.add(moved(uses.get(i), (long) (i / perSecond * NANOS_PER_SECOND)));
            }
            return Trace.of(Duration.ofNanos((long) (uses.size() / perSecond * NANOS_PER_SECOND)), paced);
        }

        private static KeyUse moved(KeyUse use, long toNanos) {
            return new KeyUse(
                    toNanos,
                    use.operation(),
                    use.node(),
                    use.caller(),
                    use.keyId(),
                    use.context(),
                    use.item(),
                    use.bytes());
        }
    }
}
