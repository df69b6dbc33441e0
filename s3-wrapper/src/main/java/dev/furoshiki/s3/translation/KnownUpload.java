package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What this process has seen of one upload in parts. It refuses what would seal one position twice with different bytes, as far as a
 * process can see; no more is needed for an object that comes out to be right. Thread-safe; nothing is asked or awaited under its lock.
 */
final class KnownUpload {

    private final ObjectName name;
    private final String token;
    private final CompletableFuture<Integer> partSegments = new CompletableFuture<>();
    private final TreeMap<Integer, KnownPart> parts = new TreeMap<>();
    /** The part that holds the final segment; 0 while none does. */
    private int lastPart;

    KnownUpload(ObjectName name, UploadToken token) {
        this.name = name;
        this.token = token.toString();
        token.partSegments().ifPresent(partSegments::complete);
    }

    /** As it was handed out. */
    String token() {
        return token;
    }

    synchronized int size() {
        return parts.size();
    }

    /** How many segments a full part has, once anything has said so. */
    OptionalInt partSegments() {
        Integer known = partSegments.getNow(null);
        return known == null ? OptionalInt.empty() : OptionalInt.of(known);
    }

    /** Likewise, to be awaited. */
    CompletableFuture<Integer> awaitedPartSegments() {
        return partSegments.copy();
    }

    /** A full part has been met; the first one says. */
    void meetFullPart(long segments) {
        partSegments.complete((int) segments);
    }

    /**
     * Whether a part may be sealed as one of that kind, beside those that were.
     *
     * @throws UploadRefusedException when one part would be behind the last one
     */
    synchronized void requireRoom(int number, long plaintextBytes, boolean isLast) {
        if (lastPart != 0 && number > lastPart) {
            throw refusal(describe(lastPart) + ", so it was sealed as the last one, and part " + number
                    + " cannot follow it");
        }
        if (isLast && lastPart != 0 && number != lastPart) {
            throw refusal("part " + lastPart + " was sealed as the last one, and part " + number + " would be another");
        }
        Integer highest = parts.isEmpty() ? null : parts.lastKey();
        if (isLast && highest != null && highest > number) {
            throw refusal("part " + number + " holds " + plaintextBytes + " bytes" + expected()
                    + ", so it can only be the last one, and part " + highest + " was uploaded before");
        }
    }

    private String describe(int number) {
        KnownPart part = parts.get(number);
        return part == null
                ? "the upload was to be completed"
                : "part " + number + " holds " + part.plaintextBytes() + " bytes" + expected();
    }

    private String expected() {
        OptionalInt segments = partSegments();
        return segments.isPresent()
                ? " and not " + PartLayout.plaintextBytes(segments.getAsInt()) + " as the parts before the last one"
                : ", which is no multiple of 64 KiB from 5 MiB on";
    }

    /**
     * A part was sealed and is going to be sent.
     *
     * @throws UploadRefusedException when there were other bytes at its place, or as {@link #requireRoom} says
     */
    synchronized void seal(int number, String fingerprint, long plaintextBytes, boolean isLast) {
        requireRoom(number, plaintextBytes, isLast);
        KnownPart before = parts.get(number);
        if (before != null && !before.fingerprint().equals(fingerprint)) {
            throw new UploadRefusedException(
                    "part " + number + " of the upload for " + name
                            + " is refused: it was uploaded with other bytes before, and of two"
                            + " versions sealed for one place the store could put together what it likes; upload the same bytes"
                            + " again, or abort the upload and begin another",
                    null);
        }
        parts.put(number, new KnownPart(fingerprint, plaintextBytes, isLast, null));
        if (isLast) {
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

    /**
     * The upload is to be completed.
     *
     * @param named the number of the last part that the completion names
     * @param end the part that holds the final segment: that one, or one behind it that is going to be sealed
     * @throws UploadRefusedException when a final segment was sealed elsewhere, or parts behind it are left out
     */
    synchronized void end(int named, int end) {
        if (lastPart != 0 && lastPart != end) {
            throw refusal("it was to end with part " + lastPart
                    + ", which is sealed as the last one, and now with part " + named);
        }
        Integer highest = parts.isEmpty() ? null : parts.lastKey();
        if (highest != null && highest > named) {
            throw refusal("part " + highest + " was uploaded, and the completion ends with part " + named);
        }
        lastPart = end;
    }

    private UploadRefusedException refusal(String reason) {
        return new UploadRefusedException(
                "the upload for " + name + " cannot go on so: " + reason
                        + "; abort it and begin another, with parts of one size that is a multiple of 64 KiB, or with"
                        + " sdkPartType(LAST) on the one that is to end it",
                null);
    }
}
