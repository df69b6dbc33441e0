package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.stream.SegmentBuffers;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads the final segment of an object and remembers, when it is true, how long the object is. Its request asks for a
 * suffix of one stored segment. For one request.
 */
final class LengthProof extends OpeningTransformer<Optional<Long>> {

    private final SegmentBuffers buffers;
    private final ProvenLengths lengths;

    LengthProof(ObjectName name, Encryption encryption, SegmentBuffers buffers, ProvenLengths lengths) {
        super(name, encryption);
        this.buffers = buffers;
        this.lengths = lengths;
    }

    @Override
    Optional<Long> answer(GetObjectResponse response, AbortableInputStream body) throws IOException {
        Optional<ObjectEnvelope> envelope = Envelopes.find(response.metadata(), name);
        if (envelope.isEmpty()) {
            body.abort();
            encryption.requirePlaintextExpected(name, response.missingMeta());
            return Optional.empty();
        }
        StoredSpan span = spanOf(response);
        OpenObject object = open(envelope.get(), span);
        try (DecryptingInputStream stream = new DecryptingInputStream(body, object, span, null, buffers)) {
            if (stream.read() >= 0 || !span.reachesEnd()) {
                throw new TamperedObjectException(name + " was answered without its final segment", null);
            }
        }
        lengths.add(object.objectId(), span.plaintextLength());
        return Optional.of(span.plaintextLength());
    }
}
