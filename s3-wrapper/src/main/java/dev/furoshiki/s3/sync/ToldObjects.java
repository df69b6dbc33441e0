package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.AttributesTranslation;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.HeadTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.Tail;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * HeadObject and GetObjectAttributes. Where parts are asked for, the length that decides how many there are is proven by one request
 * more. Thread-safe.
 */
public final class ToldObjects {

    private final S3Client s3;
    private final Encryption encryption;
    private final SegmentBuffers buffers;
    private final ProvenLengths lengths;

    public ToldObjects(S3Client s3, Encryption encryption, SegmentBuffers buffers, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
        this.lengths = lengths;
    }

    public HeadObjectResponse head(HeadObjectRequest request) {
        HeadTranslation head = HeadTranslation.of(request, encryption);
        GetTranslation proof = head.proof(lengths);
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            HeadObjectResponse response = s3.headObject(head.stored());
            Optional<HeadObjectResponse> answer =
                    head.isOfPlaintext(response) ? plaintext(head, proof, response) : encrypted(head, proof, response);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw proof.replacedTooOften();
    }

    /** Empty when the object was replaced in between. */
    private Optional<HeadObjectResponse> encrypted(
            HeadTranslation head, GetTranslation proof, HeadObjectResponse response) {
        return head.isOfPart()
                ? head.answer(response, tail(proof, response.eTag()))
                : Optional.of(head.answer(response));
    }

    /** Likewise, or when the answer has lost its envelope on the way. */
    private Optional<HeadObjectResponse> plaintext(
            HeadTranslation head, GetTranslation proof, HeadObjectResponse response) {
        if (!isConfirmed(head, head.confirmation(proof, response))) {
            return Optional.empty();
        }
        Optional<HeadObjectRequest> asWritten = head.asWritten(response);
        try {
            return asWritten.isEmpty() ? Optional.of(response) : head.answerAsWritten(s3.headObject(asWritten.get()));
        } catch (S3Exception e) {
            if (GetTranslation.isReplaced(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean isConfirmed(HeadTranslation head, Optional<GetObjectRequest> confirmation) {
        WholeHead whole = new WholeHead();
        try {
            return confirmation.isEmpty()
                    || head.isConfirmed(whole.follow(() -> s3.getObject(confirmation.get(), whole)));
        } catch (S3Exception e) {
            return head.isConfirmedWithout(e);
        }
    }

    public GetObjectAttributesResponse attributes(GetObjectAttributesRequest request) {
        AttributesTranslation attributes = AttributesTranslation.of(request, encryption);
        if (!attributes.isOfParts()) {
            return attributes.answer(s3.getObjectAttributes(request));
        }
        GetTranslation proof = attributes.proof(lengths);
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            GetObjectAttributesResponse response = s3.getObjectAttributes(attributes.stored());
            Tail tail = tail(proof, attributes.eTag(response));
            Optional<GetObjectAttributesResponse> answer = tail instanceof Tail.Plaintext
                    ? attributes.plaintextAnswer(response, s3.getObjectAttributes(attributes.asWritten()))
                    : attributes.answer(response, tail);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw proof.replacedTooOften();
    }

    private Tail tail(GetTranslation get, @Nullable String eTag) {
        LengthProof proof = new LengthProof(get, buffers);
        try {
            return Tail.of(proof.follow(() -> s3.getObject(get.tail(eTag), proof)));
        } catch (S3Exception e) {
            return Tail.without(get, e, eTag);
        }
    }
}
