package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;

/** RenameObject, which changes no metadata, so that the keys of the object cannot follow. Stateless. */
public final class RenameTranslation {

    static final String OPERATION = "renameObject";

    private RenameTranslation() {}

    /**
     * Lets a rename pass that leaves the object where its keys open it.
     *
     * @throws OperationRefusedException when they are bound to the old name, or the new place has other rules
     */
    public static void requireHarmless(RenameObjectRequest request, Encryption encryption) {
        ObjectName to = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        for (String key : sources(request.bucket(), request.renameSource())) {
            ObjectName from = Names.of(request.bucket(), key);
            if (!encryption.isAlikeAt(from, to)) {
                throw new OperationRefusedException(
                        OPERATION,
                        "the keys of " + from + " are bound to its name or wrapped otherwise than at " + to
                                + ", and a rename cannot change them",
                        "copy the object and delete the old one, or choose an encryption context without the key");
            }
        }
    }

    /** The keys that may be meant: the bucket before one is left out by some. */
    private static List<String> sources(String bucket, @Nullable String renameSource) {
        if (renameSource == null || renameSource.isEmpty() || renameSource.contains("+")) {
            throw unreadable(renameSource, null);
        }
        String source;
        try {
            source = PercentEncoding.decode(renameSource);
        } catch (IllegalArgumentException e) {
            throw unreadable(renameSource, e);
        }
        List<String> keys = new ArrayList<>(List.of(source));
        for (String before : List.of("/", bucket + "/", "/" + bucket + "/")) {
            if (source.startsWith(before)) {
                keys.add(source.substring(before.length()));
            }
        }
        return keys.stream().filter(key -> !key.isEmpty()).toList();
    }

    private static OperationRefusedException unreadable(
            @Nullable String renameSource, @Nullable IllegalArgumentException cause) {
        OperationRefusedException refusal = new OperationRefusedException(
                OPERATION,
                "its renameSource \"" + renameSource + "\" does not say for certain which object it is of",
                "percent-encode the key, a space and a plus too");
        if (cause != null) {
            refusal.addSuppressed(cause);
        }
        return refusal;
    }
}
