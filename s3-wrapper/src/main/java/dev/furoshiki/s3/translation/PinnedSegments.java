package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An encrypted object. */
final class PinnedSegments extends PinnedObject {

    private final OpenObject object;
    private final StoredSpan span;
    private final ProvenLengths lengths;

    PinnedSegments(
            GetTranslation get, GetObjectResponse begun, OpenObject object, StoredSpan span, ProvenLengths lengths) {
        super(get, begun, span.total(), span.plaintextLength(), ObjectLayout.STORED_SEGMENT_BYTES);
        this.object = object;
        this.span = span;
        this.lengths = lengths;
    }

    @Override
    public Optional<Span> unproven() {
        if (object.facts().isPresent() || lengths.has(object.objectId(), length())) {
            return Optional.empty();
        }
        // The final one, which may be an empty one behind those that hold plaintext.
        return Optional.of(stored(span.segments() - 1, span.segments()));
    }

    @Override
    public void prove(byte[] stored, int offset) {
        byte[] plaintext = new byte[ObjectLayout.PLAINTEXT_SEGMENT_BYTES];
        object.decrypt(span, span.segments() - 1, stored, offset, plaintext);
        Arrays.fill(plaintext, (byte) 0);
        lengths.add(object.objectId(), length());
    }

    @Override
    public void open(long segment, byte[] stored, int offset, byte[] plaintext) {
        object.decrypt(span, segment, stored, offset, plaintext);
    }

    @Override
    public void revalidate() {
        object.revalidate();
    }

    @Override
    public boolean isPlaintext() {
        return false;
    }

    @Override
    public void close() {
        object.close();
    }
}
