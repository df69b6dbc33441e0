package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.PlaintextFacts;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.stream.SegmentBuffers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Puts the plaintext and its lengths before the caller's transformer, in place of what the server sent.
 *
 * <p>For one request.
 */
final class DecryptingTransformer<T> extends OpeningTransformer<T> {

    private final Optional<ByteRange> range;
    private final SegmentBuffers buffers;
    private final ProvenLengths lengths;
    private final ResponseTransformer<GetObjectResponse, T> transformer;

    private boolean givenUp;
    private boolean metPlaintext;
    private @Nullable String unprovenETag;

    /** @param range what the caller asked for, when the request asked for its stored counterpart */
    DecryptingTransformer(
            ObjectName name,
            Optional<ByteRange> range,
            Encryption encryption,
            SegmentBuffers buffers,
            ProvenLengths lengths,
            ResponseTransformer<GetObjectResponse, T> transformer) {
        super(name, encryption);
        this.range = range;
        this.buffers = buffers;
        this.lengths = lengths;
        this.transformer = transformer;
    }

    /** Whether the request was ended for a reason that is no failure, to ask again. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Whether it was given up because a plaintext object was asked for a stored range. */
    boolean hasMetPlaintext() {
        return metPlaintext;
    }

    /** The answer for whose length only the server vouches; null when there was none. */
    @Nullable
    String unprovenETag() {
        return unprovenETag;
    }

    @Override
    public boolean needsConnectionLeftOpen() {
        return transformer.needsConnectionLeftOpen();
    }

    @Override
    T answer(GetObjectResponse response, AbortableInputStream body) throws Exception {
        givenUp = false;
        metPlaintext = false;
        unprovenETag = null;
        Optional<ObjectEnvelope> envelope = Envelopes.find(response.metadata(), name);
        if (envelope.isEmpty()) {
            return plaintext(response, body);
        }
        StoredSpan span = spanOf(response);
        Optional<ByteRange> served = servedRange(response, span);
        OpenObject object = open(envelope.get(), span);
        if (served.isPresent() && !isProven(object, span)) {
            object.close();
            unprovenETag = response.eTag();
            throw giveUp(body);
        }
        return decrypt(response, body, object, span, served);
    }

    private T decrypt(
            GetObjectResponse response,
            AbortableInputStream body,
            OpenObject object,
            StoredSpan span,
            Optional<ByteRange> served)
            throws Exception {
        long length = span.plaintextLength();
        Span plain = served.isPresent()
                ? served.get().within(length).orElse(null)
                : length == 0 ? null : new Span(0, length - 1);
        if (served.isPresent() && plain == null) {
            object.close();
            body.abort();
            throw refuse(ServiceErrors.invalidRange());
        }
        DecryptingInputStream stream = new DecryptingInputStream(body, object, span, plain, buffers);
        try {
            return handOver(rewritten(response, plain, served.isPresent(), length, object), body, stream);
        } catch (Exception e) {
            stream.release();
            throw e;
        }
    }

    private T handOver(GetObjectResponse response, AbortableInputStream body, DecryptingInputStream stream)
            throws Exception {
        AbortableInputStream decrypted = AbortableInputStream.create(stream, () -> {
            stream.release();
            body.abort();
        });
        // Inside the SDK's transformers an IOException makes them remove what they wrote to a file.
        stream.failuresAsIo(true);
        T result;
        try {
            result = transformer.transform(response, decrypted);
        } catch (Exception e) {
            throwRefusalOf(stream);
            throw e;
        }
        throwRefusalOf(stream);
        stream.failuresAsIo(false);
        if (!transformer.needsConnectionLeftOpen()) {
            stream.release();
        }
        return result;
    }

    /** What ended the stream, whatever the transformer made of it. */
    private static void throwRefusalOf(DecryptingInputStream stream) {
        RuntimeException refusal = stream.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private T plaintext(GetObjectResponse response, AbortableInputStream body) throws Exception {
        encryption.requirePlaintextExpected(name, response.missingMeta());
        if (range.isPresent()) {
            metPlaintext = true;
            throw giveUp(body);
        }
        return transformer.transform(response, body);
    }

    /** The range to hand out; empty for everything. A server may send everything to whoever asks for a range. */
    private Optional<ByteRange> servedRange(GetObjectResponse response, StoredSpan span) {
        if (response.contentRange() == null) {
            return range;
        }
        if (range.isEmpty() || !range.get().isServedBy(span)) {
            throw new TamperedObjectException(
                    name + " was asked for "
                            + range.map(ByteRange::storedHeader).orElse("no range that S3 knows")
                            + " and the server answered " + response.contentRange()
                            + "; look at what stands between this client and the store",
                    null);
        }
        return range;
    }

    private boolean isProven(OpenObject object, StoredSpan span) {
        return object.facts().isPresent() || lengths.has(object.objectId(), span.plaintextLength());
    }

    private GetObjectResponse rewritten(
            GetObjectResponse response, @Nullable Span plain, boolean ranged, long length, OpenObject object) {
        GetObjectResponse.Builder answer = response.toBuilder();
        Map<String, String> headers = new LinkedHashMap<>();
        long contentLength = plain == null ? 0 : plain.length();
        headers.put("Content-Length", Long.toString(contentLength));
        answer.contentLength(contentLength);
        if (ranged && plain != null) {
            headers.put("Content-Range", plain.contentRange(length));
            answer.contentRange(plain.contentRange(length));
        }
        ChecksumMembers.replace(
                answer,
                ranged
                        ? Map.of()
                        : object.facts().map(PlaintextFacts::checksums).orElse(Map.of()));
        answer.metadata(Envelopes.withoutEnvelope(response.metadata())).partsCount(null);
        RawResponses.rewrite(answer, headers);
        return answer.build();
    }

    /** Ends the attempt without reading the rest; {@link #isGivenUp} says so. */
    private SdkClientException giveUp(AbortableInputStream body) {
        givenUp = true;
        body.abort();
        return SdkClientException.create("given up to ask again");
    }
}
