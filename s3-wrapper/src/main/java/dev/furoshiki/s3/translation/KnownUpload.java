package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What this process has sealed of one upload in parts: at which positions, whether the final segment was among them, and of which
 * bytes. Parts and completions ask it before they seal, so that one position is not sealed twice with different bytes, nor two final
 * segments for one body, as far as a process can see. Thread-safe; nothing is asked or awaited under its lock.
 */
final class KnownUpload {

    /** SHA-256 of nothing, in base64: of the end that a completion appends, which is what an empty last part would be. */
    static final String FINGERPRINT_OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private final ObjectName name;
    private final UploadToken token;
    private final FullParts fullParts;
    private final TreeMap<Integer, KnownPart> parts = new TreeMap<>();
    /** The part that holds the final segment; 0 while none does. */
    private int lastPart;
    /** The part that a completion put behind the last of its parts; 0 for none. */
    private int appended;

    private byte @Nullable [] sealedEnd;
    private boolean isOpened;
    private boolean isComplete;
    private boolean hasCustomerKey;
    private boolean hasKnownAlgorithm;
    private @Nullable String checksumAlgorithm;

    KnownUpload(ObjectName name, UploadToken token) {
        this.name = name;
        this.token = token;
        this.fullParts = new FullParts(token.partSegments());
    }

    ObjectName name() {
        return name;
    }

    UploadToken token() {
        return token;
    }

    FullParts fullParts() {
        return fullParts;
    }

    /** The key service has opened its token, so that what it says is true. */
    synchronized void open() {
        isOpened = true;
    }

    synchronized boolean isOpened() {
        return isOpened;
    }

    /** The store has made the parts an object. A completion that comes again is the store's to answer. */
    synchronized void complete() {
        isComplete = true;
    }

    synchronized boolean isComplete() {
        return isComplete;
    }

    /** The store encrypts the upload with a key that its caller sends along (SSE-C). */
    synchronized void noteCustomerKey(boolean isGiven) {
        hasCustomerKey |= isGiven;
    }

    synchronized boolean hasCustomerKey() {
        return hasCustomerKey;
    }

    /** Which checksums its parts have to have; null where it was begun without saying. */
    synchronized void noteChecksumAlgorithm(@Nullable String algorithm) {
        hasKnownAlgorithm = true;
        checksumAlgorithm = algorithm;
    }

    synchronized boolean hasKnownAlgorithm() {
        return hasKnownAlgorithm;
    }

    synchronized @Nullable String checksumAlgorithm() {
        return checksumAlgorithm;
    }

    synchronized int size() {
        return parts.size();
    }

    /**
     * Whether a part may be sealed as one of that kind, beside those that were.
     *
     * @throws UploadRefusedException when one part would be behind the last one
     */
    synchronized void requireRoom(int number, long plaintextBytes, boolean isLast) {
        if (appended != 0 && number >= appended && plaintextBytes != 0) {
            throw refusal("it was to be completed with " + (appended - 1)
                    + " parts, behind which its end was sealed, and part " + number + " would follow them");
        }
        if (lastPart != 0 && number > lastPart) {
            throw refusal(describe(lastPart) + ", so it was sealed as the last one, and part " + number
                    + " cannot follow it");
        }
        if (isLast && lastPart != 0 && number != lastPart) {
            throw refusal("part " + lastPart + " was sealed as the last one, and part " + number + " would be another");
        }
        Integer highest = parts.isEmpty() ? null : parts.lastKey();
        if (isLast && highest != null && highest > number) {
            throw refusal("part " + number + " holds " + plaintextBytes + " bytes" + expected(number)
                    + ", so it can only be the last one, and part " + highest + " was uploaded before");
        }
    }

    private String describe(int number) {
        KnownPart part = parts.get(number);
        return part == null
                ? "the upload was to be completed"
                : "part " + number + " holds " + part.plaintextBytes() + " bytes" + expected(number);
    }

    private String expected(int number) {
        OptionalInt segments = fullParts.before(number);
        return segments.isPresent()
                ? " and not " + PartLayout.plaintextBytes(segments.getAsInt()) + " as the parts before the last one"
                : ", which is no multiple of 64 KiB from 5 MiB on";
    }

    /**
     * A part was sealed and is going to be sent.
     *
     * @param fullSegments by which it was placed, or how many it has where it is a full one; 0 where neither
     * @throws UploadRefusedException when there were other bytes at its place, or as {@link #requireRoom} says
     */
    void seal(int number, KnownPart part, int fullSegments) {
        record(number, part, fullSegments);
        fullParts.wake();
    }

    private synchronized void record(int number, KnownPart part, int fullSegments) {
        requireRoom(number, part.plaintextBytes(), part.isLast());
        KnownPart before = parts.get(number);
        if (before != null && !before.fingerprint().equals(part.fingerprint())) {
            throw new UploadRefusedException(
                    "part " + number + " of the upload for " + name
                            + " is refused: it was uploaded with other bytes before, and of two"
                            + " versions sealed for one place the store could put together what it likes; upload the same bytes"
                            + " again, or abort the upload and begin another",
                    null);
        }
        if (fullSegments != 0 && !fullParts.settle(fullSegments)) {
            throw new UploadRefusedException(
                    "part " + number + " of the upload for " + name + " is refused: it was placed behind parts of "
                            + PartLayout.plaintextBytes(fullSegments) + " bytes, and meanwhile one" + expected(number)
                            + " was uploaded; upload it again",
                    null);
        }
        parts.put(number, part);
        if (part.isLast()) {
            lastPart = number;
        }
    }

    /** The store has answered. */
    synchronized void store(int number, KnownPart.Stored stored) {
        parts.computeIfPresent(number, (same, part) -> part.storedAs(stored));
    }

    /** A part that the store has with that ETag; null where it is not known. */
    synchronized KnownPart.@Nullable Stored stored(int number, @Nullable String eTag) {
        KnownPart part = parts.get(number);
        return part != null && part.stored() != null && part.stored().hasETag(eTag) ? part.stored() : null;
    }

    /** The parts that a completion names; empty when not all of them are known. */
    synchronized Optional<List<KnownPart.Stored>> stored(List<CompletedPart> named) {
        List<KnownPart.Stored> result = new ArrayList<>();
        for (CompletedPart part : named) {
            KnownPart.Stored stored = stored(part.partNumber(), part.eTag());
            if (stored == null) {
                return Optional.empty();
            }
            result.add(stored);
        }
        return Optional.of(result);
    }

    /** The end that was appended behind so many parts; null where the store has not answered that it has it. */
    synchronized KnownPart.@Nullable Stored storedEnd(int named) {
        KnownPart end = appended == named + 1 ? parts.get(appended) : null;
        return end == null ? null : end.stored();
    }

    /** The store says that it has it no more, or another: it is sent again. */
    synchronized void forgetEnd() {
        parts.computeIfPresent(appended, (same, end) -> end.storedAs(null));
    }

    /**
     * The upload is to be completed.
     *
     * @param named the parts that the completion names, all of them
     * @param needsEnd whether a final segment is going to be sealed behind them
     * @throws UploadRefusedException when a position was sealed here for another one, a final segment elsewhere, or parts behind it
     *     are left out
     */
    synchronized void end(List<KnownPart.Stored> named, boolean needsEnd) {
        int last = named.size();
        int end = needsEnd ? last + 1 : last;
        if (lastPart != 0 && lastPart != end) {
            throw refusal("it was to end with part " + lastPart
                    + ", which is sealed as the last one, and now with part " + last);
        }
        Integer highest = parts.isEmpty() ? null : parts.lastKey();
        boolean isSameEnd = needsEnd && highest != null && isEnd(end);
        if (highest != null && highest > last && !(isSameEnd && highest == end)) {
            throw refusal("part " + highest + " was uploaded, and the completion ends with part " + last);
        }
        long position = 0;
        for (int i = 0; i < last; i++) {
            long bytes = named.get(i).bytes();
            requirePlace(i + 1, position, bytes);
            position += PartLayout.segmentsOfStored(bytes);
        }
        if (needsEnd) {
            requirePlace(end, position, PartLayout.storedLast(0));
            parts.putIfAbsent(end, new KnownPart(position, FINGERPRINT_OF_NOTHING, 0, true, null));
            appended = end;
        }
        lastPart = end;
    }

    private boolean isEnd(int number) {
        KnownPart part = parts.get(number);
        return part != null && part.plaintextBytes() == 0;
    }

    /** What was sealed here for other positions would be valid there, whatever becomes of the upload. */
    private void requirePlace(int number, long firstSegment, long storedBytes) {
        KnownPart part = parts.get(number);
        if (part != null && (part.firstSegment() != firstSegment || part.storedBytes() != storedBytes)) {
            throw refusal("part " + number + " was sealed here to be " + part.storedBytes()
                    + " bytes long and to lie at segment " + part.firstSegment() + ", and the store lists "
                    + storedBytes + " bytes that would lie at segment " + firstSegment);
        }
    }

    /** The final segment behind the parts: it is sealed once, and the same bytes are sent again. */
    synchronized byte[] sealedEnd(Supplier<byte[]> sealing) {
        if (sealedEnd == null) {
            sealedEnd = sealing.get();
        }
        return sealedEnd;
    }

    private UploadRefusedException refusal(String reason) {
        return new UploadRefusedException(
                "the upload for " + name + " cannot go on so: " + reason
                        + "; abort it and begin another, with parts of one size that is a multiple of 64 KiB, or with"
                        + " sdkPartType(LAST) on the one that is to end it",
                null);
    }
}
