package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.AttributesTranslation;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.HeadTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
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
            if (!head.isOfPart(response)) {
                return head.answer(head.isToBeAskedAgain(response) ? s3.headObject(head.asWritten()) : response);
            }
            Optional<HeadObjectResponse> answer =
                    proven(proof, response.eTag()).flatMap(length -> head.answer(response, length));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw proof.replacedTooOften();
    }

    public GetObjectAttributesResponse attributes(GetObjectAttributesRequest request) {
        AttributesTranslation attributes = AttributesTranslation.of(request, encryption);
        if (!attributes.isOfParts()) {
            return attributes.answer(s3.getObjectAttributes(request));
        }
        GetTranslation proof = attributes.proof(lengths);
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            GetObjectAttributesResponse response = s3.getObjectAttributes(attributes.stored());
            Optional<GetObjectAttributesResponse> answer =
                    proven(proof, attributes.eTag(response)).flatMap(length -> attributes.answer(response, length));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw proof.replacedTooOften();
    }

    /** Empty when the object was replaced in between. */
    private Optional<Long> proven(GetTranslation get, @Nullable String eTag) {
        LengthProof proof = new LengthProof(get, buffers);
        try {
            return proof.follow(() -> s3.getObject(get.tail(eTag), proof));
        } catch (S3Exception e) {
            return GetTranslation.isReplaced(e) ? Optional.empty() : get.lengthWithout(e, eTag);
        }
    }
}
