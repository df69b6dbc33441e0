package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.StoredGet;
import dev.furoshiki.s3.translation.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * GetObject, decrypting: whole or a range, from one answer of the server that carries envelope and body together. When more than
 * one is needed, {@link GetTranslation} says. Thread-safe.
 */
public final class ObjectGet {

    private final S3Client s3;
    private final Encryption encryption;
    private final SegmentBuffers buffers;
    private final ProvenLengths lengths;

    public ObjectGet(S3Client s3, Encryption encryption, SegmentBuffers buffers, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
        this.lengths = lengths;
    }

    public <T> T get(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        GetTranslation get = GetTranslation.of(request, encryption, lengths);
        StoredGet stored = get.all();
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            DecryptingTransformer<T> decrypting = new DecryptingTransformer<>(get, stored, buffers, transformer);
            try {
                return decrypting.follow(() -> s3.getObject(stored.request(), decrypting));
            } catch (SdkException e) {
                boolean unsatisfiable = get.isRanged() && get.isUnsatisfiable(e);
                Verdict again = decrypting.askingAgain();
                if (decrypting.hasRefused() || (again == null && !unsatisfiable)) {
                    throw e;
                }
                Optional<Long> length = again instanceof Verdict.PlaintextForStoredRange
                        ? Optional.empty()
                        : provenLength(get, again instanceof Verdict.Unproven unproven ? unproven.eTag() : null);
                if (length.isEmpty()) {
                    return plaintext(get, transformer);
                } else if (unsatisfiable && get.isBehindEnd(length.get())) {
                    throw e;
                }
            }
        }
        throw get.replacedTooOften();
    }

    private <T> T plaintext(GetTranslation get, ResponseTransformer<GetObjectResponse, T> transformer) {
        PlaintextTransformer<T> plaintext = new PlaintextTransformer<>(get, transformer);
        return plaintext.follow(() -> s3.getObject(get.asWritten(), plaintext));
    }

    private Optional<Long> provenLength(GetTranslation get, @Nullable String eTag) {
        LengthProof proof = new LengthProof(get, buffers);
        try {
            return proof.follow(() -> s3.getObject(get.tail(eTag), proof));
        } catch (S3Exception e) {
            return get.lengthWithout(e, eTag);
        }
    }
}
