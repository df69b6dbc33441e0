package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.RecentSegments;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.PinnedObject;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.ReadAhead;
import dev.furoshiki.s3.translation.StoredGet;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Opens objects as channels: the first answer holds the envelope and the beginning. Thread-safe. */
public final class ObjectChannels {

    private static final Span BEGINNING =
            new Span(0, ReadAhead.LEAST_SEGMENTS * (long) ObjectLayout.STORED_SEGMENT_BYTES - 1);

    private final S3Client s3;
    private final Encryption encryption;
    private final PartBuffers buffers;
    private final ProvenLengths lengths;

    public ObjectChannels(S3Client s3, Encryption encryption, PartBuffers buffers, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
        this.lengths = lengths;
    }

    public SeekableByteChannel open(GetObjectRequest request) {
        GetTranslation get = GetTranslation.ofChannel(request, encryption, lengths);
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            StoredBytes stored = new StoredBytes(s3, buffers);
            PinnedObject object = begin(get, stored);
            boolean isOpened = false;
            try {
                isOpened = prove(object, stored);
                if (isOpened) {
                    return channel(object, stored);
                }
            } finally {
                if (!isOpened) {
                    object.close();
                }
            }
        }
        throw get.replacedTooOften();
    }

    private PinnedObject begin(GetTranslation get, StoredBytes stored) {
        StoredGet asked = get.beginning(ReadAhead.LEAST_SEGMENTS).orElseThrow();
        try {
            return get.pin(asked, stored.ask(asked.request(), BEGINNING));
        } catch (S3Exception e) {
            if (!get.isUnsatisfiable(e)) {
                throw e;
            }
        }
        // Without bytes: who put it says in its metadata, which no answer to a range of it has.
        StoredGet all = get.all();
        return get.pin(all, stored.ask(all.request(), BEGINNING));
    }

    /** Reads the final segment where that is needed; false when the object was replaced in between. */
    private boolean prove(PinnedObject object, StoredBytes beginning) {
        Optional<Span> unproven = object.unproven();
        if (unproven.isEmpty()) {
            return true;
        }
        Span last = unproven.get();
        if (beginning.holds(last)) {
            object.prove(beginning.bytes(), beginning.offsetOf(last.first()));
            return true;
        }
        StoredBytes end = new StoredBytes(s3, buffers);
        try {
            object.requireAnswer(end.ask(object.request(last), last), last);
            object.prove(end.bytes(), 0);
            return true;
        } catch (S3Exception e) {
            if (GetTranslation.isReplaced(e)) {
                return false;
            }
            throw e;
        }
    }

    private SeekableByteChannel channel(PinnedObject object, StoredBytes beginning) {
        int mostSegments = encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
        return new ObjectChannel(new SegmentReader(
                object, beginning, new ReadAhead(object, mostSegments), new RecentSegments(buffers.segments())));
    }
}
