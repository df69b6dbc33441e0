package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.s3.exception.S3EncryptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Operations of one client behind one {@link FaultProxy}, one after the other, each with what is known to be there before it. For one
 * thread.
 */
final class FaultLane {

    private static final int UNREAD_MILLIS = 20;

    /** After that nothing arrives that was sent before. */
    private static final long LATEST_NANOS = 1_000_000_000;

    private static final int P = 65_536;
    private static final int PART = 5 << 20;
    private static final int BLOCK = 50;
    private static final long HELD_MILLIS = 20_000;
    private static final int[] SIZES = {0, 1, 1_000, P - 1, P, P + 1, 2 * P, 3 * P + 17};
    private static final String[] KEYS = {"a", "b", "c"};
    private static final double[] DENSITIES = {0.1, 0.5, 0.5, 0.8, 0.95};

    private final String name;
    private final FaultSubject subject;
    private final FaultSubject direct;
    private final FaultProxy proxy;
    private final Random random;
    private final Map<String, byte[]> stored = new HashMap<>();
    private final Map<String, byte[]> abandoned = new HashMap<>();

    /** What was sent by puts that failed, and may arrive yet. */
    private final List<Late> late = new ArrayList<>();

    private static final class Late {
        private final String key;
        private final byte[] content;
        private final long sentNanos;

        Late(String key, byte[] content, long sentNanos) {
            this.key = key;
            this.content = content;
            this.sentNanos = sentNanos;
        }
    }

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private volatile String doing = "nothing yet";

    /** @param direct the same bucket, past the proxy */
    FaultLane(String name, FaultSubject subject, FaultSubject direct, FaultProxy proxy, Random random) {
        this.name = name;
        this.subject = subject;
        this.direct = direct;
        this.proxy = proxy;
        this.random = random;
    }

    String doing() {
        return name + ": " + doing + " after " + proxy.recent();
    }

    /** How often each operation came to which end. */
    Map<String, Integer> outcomes() {
        return outcomes;
    }

    void run(int operations, int faults) throws Exception {
        putDirectly(name + "/large", bytes(PART + 2 * P + 5));
        putDirectly(name + "/a", bytes(3 * P + 17));
        for (int i = 1; i <= operations || proxy.total() < faults; i++) {
            proxy.density(DENSITIES[random.nextInt(DENSITIES.length)]);
            step(i);
            if (i % BLOCK == 0) {
                requireNothingHeld();
            }
        }
        proxy.density(0);
        requireNothingHeld();
        requireAllStored();
    }

    private void putDirectly(String key, byte[] content) throws Exception {
        direct.put(key, content, true);
        stored.put(key, content);
    }

    private void step(int number) throws Exception {
        takeLate();
        int drawn = random.nextInt(100);
        if (drawn < 35) {
            put();
        } else if (drawn < 55) {
            get(null);
        } else if (drawn < 80) {
            range();
        } else if (drawn < 86) {
            begin();
        } else if (drawn < 90) {
            String key = anyKey();
            attempt("head of " + key, () -> {
                long length = subject.head(key);
                assertThat(length).isEqualTo(content(key).length);
            });
        } else if (drawn < 94) {
            attempt("list", () -> {
                Map<String, Long> due = new HashMap<>();
                stored.forEach((key, content) -> due.put(key, (long) content.length));
                assertThat(subject.list(name + "/")).containsAllEntriesOf(due);
            });
        } else {
            abandon(number);
        }
    }

    private void put() throws Exception {
        String key = name + "/" + KEYS[random.nextInt(KEYS.length)];
        byte[] content = bytes(random.nextInt(50) == 0 ? PART + random.nextInt(P) : anySize());
        boolean isLengthKnown = random.nextInt(4) > 0;
        boolean isStored = attempt(
                "put of " + content.length + " bytes at " + key + (isLengthKnown ? "" : ", nobody knows how many"),
                () -> subject.put(key, content, isLengthKnown));
        proxy.awaitQuiet();
        if (isStored) {
            stored.put(key, content);
        } else {
            late.add(new Late(key, content, System.nanoTime()));
            Thread.sleep(UNREAD_MILLIS);
            proxy.awaitQuiet();
            byte[] found = foundOf(key);
            assertThat(found).as("after %s failed", doing).isEqualTo(stored.get(key));
        }
    }

    /** What is there; where that came late, it is what was stored from now on. */
    private byte @Nullable [] foundOf(String key) throws Exception {
        byte[] found = directly(key);
        for (Late each : late) {
            if (each.key.equals(key) && Arrays.equals(found, each.content)) {
                stored.put(key, each.content);
            }
        }
        return found;
    }

    /** What a client that has given up had sent, and the proxy has not read yet, arrives all the same. */
    private void takeLate() throws Exception {
        late.removeIf(each -> System.nanoTime() - each.sentNanos > LATEST_NANOS);
        for (String key : late.stream().map(each -> each.key).distinct().toList()) {
            foundOf(key);
        }
    }

    private void get(@Nullable String range) throws Exception {
        String key = anyKey();
        attempt("get of " + key, () -> assertThat(subject.get(key, range)).isEqualTo(content(key)));
    }

    private void range() throws Exception {
        String key = anyKey();
        int length = content(key).length;
        int first = random.nextInt(length + 1);
        int last = first + random.nextInt(2) * random.nextInt(3 * P) + random.nextInt(100);
        boolean isSuffix = random.nextInt(4) == 0;
        byte[] due = isSuffix
                ? Arrays.copyOfRange(content(key), length - Math.min(length, last), length)
                : Arrays.copyOfRange(content(key), first, Math.min(length, last + 1));
        String range = isSuffix ? "bytes=-" + last : "bytes=" + first + "-" + last;
        attempt(range + " of " + key + " of " + length, () -> {
            try {
                assertThat(subject.get(key, range)).isEqualTo(due);
            } catch (S3Exception e) {
                if (e.statusCode() != 416 || due.length > 0) {
                    throw e;
                }
            }
        });
    }

    private void begin() throws Exception {
        String key = anyKey();
        int bytes = random.nextInt(content(key).length + 2);
        attempt("beginning of " + key, () -> {
            byte[] due = Arrays.copyOf(content(key), Math.min(bytes, content(key).length));
            assertThat(subject.begin(key, bytes)).isEqualTo(due);
        });
    }

    /** A put that is given up may still come to its end afterwards, so its key is used no more. */
    private void abandon(int number) throws Exception {
        int millis = random.nextInt(12);
        if (random.nextBoolean()) {
            String key = anyKey();
            attempt("get of " + key + " given up", () -> subject.abandonGet(key, millis));
            return;
        }
        String key = name + "/abandoned-" + number;
        byte[] content = bytes(random.nextInt(8) == 0 ? PART + random.nextInt(P) : anySize());
        abandoned.put(key, content);
        attempt("put of " + content.length + " bytes given up", () -> subject.abandonPut(key, content, millis));
    }

    private interface Operation {
        void run() throws Exception;
    }

    /** @return whether it came out right; else an exception says so, which is one of those that were promised */
    private boolean attempt(String what, Operation operation) throws Exception {
        proxy.awaitQuiet();
        doing = what;
        String kind = what.substring(0, what.indexOf(' ') < 0 ? what.length() : what.indexOf(' '));
        try {
            operation.run();
            count(kind.startsWith("bytes=") ? "range" : kind, "done");
            return true;
        } catch (SdkException | IOException | UncheckedIOException e) {
            // The last comes out of the SDK's reader of XML where a list breaks off, through the plain client as well.
            requirePromised(e);
            count(kind.startsWith("bytes=") ? "range" : kind, "failed");
            return false;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(doing() + ": " + e.getMessage(), e);
        }
    }

    private void count(String kind, String end) {
        outcomes.merge(kind + " " + end, 1, Integer::sum);
    }

    private void requirePromised(Exception e) {
        boolean isPromised = true;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            isPromised &= !(cause instanceof S3EncryptionException)
                    && !(cause instanceof NoSuchKeyException)
                    && !message.contains("Acquire operation took longer")
                    && !message.contains("waiting for connection from pool");
        }
        if (e instanceof S3Exception said) {
            // The completion of an upload that was done already, or is being done: the first answer was lost.
            boolean isRepeated = doing.startsWith("put") && (said.statusCode() == 404 || said.statusCode() == 400);
            isPromised &= said.statusCode() >= 500 || isRepeated;
        }
        if (!isPromised) {
            throw new AssertionError(doing() + " ended with " + e, e);
        }
    }

    private void requireNothingHeld() throws Exception {
        proxy.awaitQuiet();
        long begun = System.nanoTime();
        while (!subject.held().isEmpty()) {
            assertThat((System.nanoTime() - begun) / 1_000_000)
                    .as("%s holds %s", name, subject.held())
                    .isLessThan(HELD_MILLIS);
            Thread.sleep(5);
        }
    }

    private void requireAllStored() throws Exception {
        takeLate();
        for (Map.Entry<String, byte[]> each : stored.entrySet()) {
            assertThat(directly(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
        for (Map.Entry<String, byte[]> each : abandoned.entrySet()) {
            byte[] found = directly(each.getKey());
            if (found != null) {
                assertThat(found).as(each.getKey()).isEqualTo(each.getValue());
            }
        }
    }

    private byte @Nullable [] directly(String key) throws Exception {
        try {
            return direct.get(key, null);
        } catch (NoSuchKeyException absent) {
            return null;
        }
    }

    private String anyKey() {
        if (random.nextInt(100) == 0) {
            return name + "/large";
        }
        String key = name + "/" + KEYS[random.nextInt(KEYS.length)];
        return stored.containsKey(key) ? key : name + "/a";
    }

    private byte[] content(String key) {
        byte[] content = stored.get(key);
        if (content == null) {
            throw new IllegalStateException(key);
        }
        return content;
    }

    private int anySize() {
        return random.nextBoolean() ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(2 * P);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
