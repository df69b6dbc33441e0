package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.translation.CopyTranslation;
import dev.furoshiki.s3.translation.Copying;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PartsCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** CopyObject: the store copies, in one request or part after part, and the keys follow. Thread-safe. */
public final class ObjectCopy {

    private final S3Client s3;
    private final Encryption encryption;

    public ObjectCopy(S3Client s3, Encryption encryption) {
        this.s3 = s3;
        this.encryption = encryption;
    }

    public CopyObjectResponse copy(CopyObjectRequest request) {
        CopyTranslation copy = CopyTranslation.of(request, encryption);
        Copying copying = copying(copy);
        return copying instanceof Copying.InOne one
                ? copy.answer(s3.copyObject(one.request()))
                : copy(((Copying.InParts) copying).parts());
    }

    private Copying copying(CopyTranslation copy) {
        GetObjectResponse found;
        try {
            found = head(copy.source());
        } catch (S3Exception e) {
            found = head(copy.withoutBytes(e));
        }
        return copy.copying(found);
    }

    private GetObjectResponse head(GetObjectRequest request) {
        WholeHead head = new WholeHead();
        return head.follow(() -> s3.getObject(request, head));
    }

    private CopyObjectResponse copy(PartsCopy parts) {
        List<Tag> tags = tags(parts);
        String uploadId = parts.uploadId(s3.createMultipartUpload(parts.creation(tags)));
        try {
            List<CompletedPart> completed = new ArrayList<>();
            for (int number = 1; number <= parts.count(); number++) {
                completed.add(parts.completed(number, s3.uploadPartCopy(parts.part(uploadId, number))));
            }
            return parts.answer(s3.completeMultipartUpload(parts.completion(uploadId, completed)));
        } catch (RuntimeException | Error e) {
            abort(parts, uploadId, e);
            throw e;
        }
    }

    private @Nullable List<Tag> tags(PartsCopy parts) {
        Optional<GetObjectTaggingRequest> tags = parts.tags();
        if (tags.isEmpty()) {
            return null;
        }
        try {
            return s3.getObjectTagging(tags.get()).tagSet();
        } catch (S3Exception e) {
            return parts.tagsWithout(e);
        }
    }

    private void abort(PartsCopy parts, String uploadId, Throwable cause) {
        // The SDK sends nothing from an interrupted thread, and parts left behind would be kept and paid for.
        boolean interrupted = Thread.interrupted();
        try {
            s3.abortMultipartUpload(parts.abortion(uploadId));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
