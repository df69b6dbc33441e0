package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The uploads in parts that this process works on. What is forgotten is asked of the store again; only what one process can see of
 * different bytes for one part is not seen then. Bounded; thread-safe.
 */
final class UploadMemory {

    private static final int MAX_UPLOADS = 1_000;
    private static final int MAX_PARTS = 50_000;

    private final Map<Id, KnownUpload> uploads = new LinkedHashMap<>(16, 0.75f, true);

    /** @param uploadId the store's own */
    private record Id(ObjectName name, String uploadId) {}

    /** The upload of a token that was opened, or has just been made. */
    synchronized KnownUpload of(ObjectName name, UploadToken token) {
        KnownUpload upload =
                uploads.computeIfAbsent(new Id(name, token.uploadId()), id -> new KnownUpload(name, token));
        forgetEldest();
        return upload;
    }

    private void forgetEldest() {
        int parts = uploads.values().stream().mapToInt(KnownUpload::size).sum();
        Iterator<KnownUpload> eldest = uploads.values().iterator();
        while (uploads.size() > MAX_UPLOADS || (parts > MAX_PARTS && uploads.size() > 1)) {
            parts -= eldest.next().size();
            eldest.remove();
        }
    }

    /** The upload was completed or aborted. */
    synchronized void forget(ObjectName name, String uploadId) {
        uploads.remove(new Id(name, uploadId));
    }

    /** The token of one of the store's ids; null where this process does not know it. */
    synchronized @Nullable String tokenOf(ObjectName name, String uploadId) {
        KnownUpload upload = uploads.get(new Id(name, uploadId));
        return upload == null ? null : upload.token();
    }
}
