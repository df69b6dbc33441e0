package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.Envelopes;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Headers and query parameters that a caller sets by hand on a request, past its members. Stateless.
 *
 * <p>The rest of an override configuration is carried over as it is.
 */
final class RawHeaders {

    /** What would change which bytes are meant, or speak of them, without this client knowing. */
    private static final List<String> MEANINGFUL = List.of(
            "range",
            "content-range",
            "content-length",
            "content-md5",
            "x-amz-checksum-",
            "x-amz-copy-source",
            "x-amz-mp-object-size",
            "x-amz-rename-source",
            "x-amz-write-offset-bytes",
            "x-amz-decoded-content-length");

    private static final List<String> PARAMETERS = List.of("partnumber", "uploadid", "uploads", "versionid");

    private static final String METADATA = "x-amz-meta-";

    private RawHeaders() {}

    static void requireHarmless(String operation, S3Request request) {
        request.overrideConfiguration().ifPresent(override -> {
            override.headers().keySet().forEach(name -> requireNone(operation, "header", name, MEANINGFUL));
            override.rawQueryParameters()
                    .keySet()
                    .forEach(name -> requireNone(operation, "query parameter", name, PARAMETERS));
        });
    }

    private static void requireNone(String operation, String kind, String name, List<String> refused) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (refused.stream().anyMatch(lowerCase::startsWith) || isOfAnEnvelope(lowerCase)) {
            throw new OperationRefusedException(
                    operation,
                    "its override configuration sets the " + kind + " \"" + name
                            + "\", which would speak of ciphertext",
                    "use the request's own member instead");
        }
    }

    private static boolean isOfAnEnvelope(String lowerCaseName) {
        return lowerCaseName.startsWith(METADATA) && Envelopes.isReserved(lowerCaseName.substring(METADATA.length()));
    }
}
