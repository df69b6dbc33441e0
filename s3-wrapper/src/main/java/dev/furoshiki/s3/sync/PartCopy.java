package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.PlaintextSource;
import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PartCopyTranslation;
import dev.furoshiki.s3.translation.PartCopying;
import dev.furoshiki.s3.translation.PartSource;
import dev.furoshiki.s3.translation.ProvenLengths;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** UploadPartCopy: the range is got, opened, and sealed as a part of the upload. No connection waits for room. Thread-safe. */
public final class PartCopy {

    private final S3Client s3;
    private final Encryption encryption;
    private final ObjectGet get;
    private final ObjectUploads uploads;
    private final SegmentBuffers buffers;
    private final ProvenLengths lengths;

    public PartCopy(
            S3Client s3,
            Encryption encryption,
            ObjectGet get,
            ObjectUploads uploads,
            SegmentBuffers buffers,
            ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.get = get;
        this.uploads = uploads;
        this.buffers = buffers;
        this.lengths = lengths;
    }

    public UploadPartCopyResponse copy(UploadPartCopyRequest request) {
        PartCopyTranslation copy = PartCopyTranslation.of(request, encryption, lengths);
        PartCopying copying = copying(copy);
        if (copying instanceof PartCopying.InStore plaintext) {
            return copy.answer(s3.uploadPartCopy(plaintext.request()));
        }
        PartSource source = ((PartCopying.Through) copying).source();
        return source.answer(uploads.uploadPart(source, sealing -> seal(source, sealing)));
    }

    private PartCopying copying(PartCopyTranslation copy) {
        LengthProof proof = new LengthProof(copy.proof(), buffers);
        Optional<Long> length;
        try {
            length = proof.follow(() -> s3.getObject(copy.end(), proof));
        } catch (S3Exception e) {
            return copy.copyingOfNothing(all(copy, copy.withoutEnd(e)));
        }
        return copy.copying(proof.found(), length);
    }

    private GetObjectResponse all(PartCopyTranslation copy, GetObjectRequest request) {
        WholeHead head = new WholeHead();
        try {
            return head.follow(() -> s3.getObject(request, head));
        } catch (S3Exception e) {
            throw copy.meaningOf(e);
        }
    }

    private void seal(PartSource source, PartSealing sealing) {
        try {
            get.get(source.request(), (response, plaintext) -> seal(source, response, plaintext, sealing));
        } catch (S3Exception e) {
            throw source.meaningOf(e);
        }
    }

    /** Within the SDK's attempt, so that it makes another where the answer breaks off; it closes the stream, too. */
    private static long seal(
            PartSource source, GetObjectResponse response, InputStream plaintext, PartSealing sealing) {
        source.requireAnswer(response);
        try {
            sealing.begin().read(new PlaintextSource(plaintext, OptionalLong.of(source.length())));
            if (plaintext.read() >= 0) {
                throw SdkClientException.create("the source of a part is longer than it was said to be");
            }
            // At its end, and not before, the SDK has compared the checksum of a plaintext source.
            return source.length();
        } catch (IOException e) {
            throw RetryableException.create("the source of a part broke off: " + e.getMessage(), e);
        }
    }
}
