package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The uploads in parts that this client works on. What is forgotten is asked of the store again; only what one client can see of
 * different bytes for one part is not seen then. Bounded: those that are complete go first, then those that nothing was done with for an
 * hour, and others only beyond four times the bounds. Thread-safe.
 */
final class UploadMemory {

    static final int MAX_UPLOADS = 1_000;
    static final int MAX_PARTS = 50_000;
    private static final int AT_ALL = 4;
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<Id, Entry> uploads = new LinkedHashMap<>(16, 0.75f, true);

    /** @param token all of it: another id for the same upload of the store, which nobody has opened, is another upload */
    private record Id(ObjectName name, String token) {}

    private record Entry(KnownUpload upload, long usedAtNanos) {}

    UploadMemory() {
        this(System::nanoTime);
    }

    UploadMemory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The upload of a token. */
    synchronized KnownUpload of(ObjectName name, UploadToken token) {
        Id id = new Id(name, token.toString());
        Entry known = uploads.get(id);
        KnownUpload upload = known == null ? new KnownUpload(name, token) : known.upload();
        uploads.put(id, new Entry(upload, nanoTime.getAsLong()));
        long now = nanoTime.getAsLong();
        forgetEldest(1, entry -> entry.upload().isComplete());
        forgetEldest(1, entry -> now - entry.usedAtNanos() >= IDLE_NANOS);
        forgetEldest(AT_ALL, entry -> true);
        return upload;
    }

    private void forgetEldest(int times, Predicate<Entry> isForgotten) {
        int parts = uploads.values().stream()
                .mapToInt(entry -> entry.upload().size())
                .sum();
        Iterator<Entry> eldest = uploads.values().iterator();
        for (int left = uploads.size(); left > 1; left--) {
            if (uploads.size() <= times * MAX_UPLOADS && parts <= times * MAX_PARTS) {
                return;
            }
            Entry entry = eldest.next();
            if (isForgotten.test(entry) && !entry.upload().fullParts().isBusy()) {
                parts -= entry.upload().size();
                eldest.remove();
            }
        }
    }

    /** Nothing is kept of an id that the key service did not open. */
    synchronized void leave(KnownUpload upload) {
        if (!upload.isOpened() && !upload.fullParts().isBusy()) {
            uploads.remove(new Id(upload.name(), upload.token().toString()));
        }
    }

    /** The upload was aborted. */
    synchronized void forget(ObjectName name, String uploadId) {
        uploads.values().removeIf(entry -> isOf(entry.upload(), name, uploadId));
    }

    /** The token of one of the store's ids; null where this client does not know it. */
    synchronized @Nullable String tokenOf(ObjectName name, String uploadId) {
        return uploads.values().stream()
                .map(Entry::upload)
                .filter(upload -> upload.isOpened() && isOf(upload, name, uploadId))
                .map(upload -> upload.token().toString())
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(KnownUpload upload, ObjectName name, String uploadId) {
        return upload.token().uploadId().equals(uploadId) && upload.name().equals(name);
    }
}
