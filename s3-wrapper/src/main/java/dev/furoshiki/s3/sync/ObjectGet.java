package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ObjectLayout;
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
 * GetObject, decrypting: whole or a range. The first answer carries the envelope and the beginning of the body, which is all of it up
 * to one part; what lies behind comes in further ones, some of them at a time. When others are needed, {@link GetTranslation} says.
 * Thread-safe.
 */
public final class ObjectGet {

    private final S3Client s3;
    private final Encryption encryption;
    private final SyncBuffers shared;
    private final ProvenLengths lengths;
    private final int segments;

    public ObjectGet(S3Client s3, Encryption encryption, SyncBuffers shared, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.shared = shared;
        this.lengths = lengths;
        this.segments = encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
    }

    public <T> T get(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        GetTranslation get = GetTranslation.of(request, encryption, lengths);
        StoredGet stored = first(get);
        for (int round = 0; round < GetTranslation.MAX_ROUNDS; round++) {
            StoredGet asked = stored;
            DecryptingTransformer<T> decrypting =
                    new DecryptingTransformer<>(s3, get, asked, shared, segments, transformer);
            try {
                return decrypting.follow(() -> s3.getObject(asked.request(), decrypting));
            } catch (SdkException e) {
                boolean unsatisfiable = asked.range() != null && get.isUnsatisfiable(e);
                Verdict again = decrypting.askingAgain();
                if (decrypting.hasRefused() || (again == null && !unsatisfiable)) {
                    throw e;
                } else if (unsatisfiable && !get.isRanged()) {
                    // Without bytes: who put it says in its metadata, which no answer to a range of it has.
                    stored = get.all();
                    continue;
                }
                Optional<Long> length = again instanceof Verdict.PlaintextForStoredRange
                        ? Optional.empty()
                        : provenLength(get, again instanceof Verdict.Unproven unproven ? unproven.eTag() : null);
                if (length.isEmpty()) {
                    return plaintext(get, transformer);
                } else if (unsatisfiable && get.isBehindEnd(length.get())) {
                    throw get.behindEnd(e);
                }
            }
        }
        throw get.replacedTooOften();
    }

    /**
     * The beginning, where the rest may come beside it; else all at once. What is declared to be plaintext comes in one answer, as a rule,
     * and where a range that counts from the end begins says only the end.
     */
    private StoredGet first(GetTranslation get) {
        return shared.isSerial() || get.mayBePlaintext()
                ? get.all()
                : get.beginning(segments).orElseGet(get::all);
    }

    private <T> T plaintext(GetTranslation get, ResponseTransformer<GetObjectResponse, T> transformer) {
        PlaintextTransformer<T> plaintext = new PlaintextTransformer<>(get, transformer);
        return plaintext.follow(() -> s3.getObject(get.asWritten(), plaintext));
    }

    private Optional<Long> provenLength(GetTranslation get, @Nullable String eTag) {
        LengthProof proof = new LengthProof(get, shared.parts().segments());
        try {
            return proof.follow(() -> s3.getObject(get.tail(eTag), proof));
        } catch (S3Exception e) {
            return get.lengthWithout(e, eTag);
        }
    }
}
