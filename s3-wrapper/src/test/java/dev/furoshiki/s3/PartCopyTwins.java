package dev.furoshiki.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Ranges and conditions of parts that are copied, on sizes around segments: what a plain client makes of the same plaintext is due. S3Proxy
 * answers a range that the source does not hold as if it were that of a GET (416 InvalidRange); S3 says 400 InvalidArgument.
 */
final class PartCopyTwins {

    private static final int P = 65_536;
    private static final List<Integer> SIZES = List.of(0, 1, P - 1, P, P + 1, 3 * P, 3 * P + 7);

    private PartCopyTwins() {}

    /** What an encrypting client makes otherwise than a plain one, one a line: of its own objects, with a sealed length and without. */
    static List<String> differences(S3Client plain, S3Client s3) {
        List<String> differences = new ArrayList<>();
        String bucket = TestBuckets.create(plain);
        for (int size : SIZES) {
            byte[] content = RangeTwins.bytes(size);
            plain.putObject(put -> put.bucket(bucket).key("plain"), RequestBody.fromBytes(content));
            RangeTwins.put(s3, plain, bucket, content);
            cases(size).forEach(copy -> {
                String due = outcome(plain, bucket, "plain", copy).replace("416 InvalidRange", "400 InvalidArgument");
                String key = copy.name().length() % 2 == 0 ? "sealed" : "unproven";
                String got = outcome(s3, bucket, key, copy);
                if (!got.equals(due)) {
                    differences.add(copy.name() + " of " + size + " bytes, its length " + key + ": " + got
                            + " instead of " + due);
                }
            });
        }
        return differences;
    }

    /** @param settings of a request, given the source's ETag and when it was modified */
    private record Case(String name, Settings settings) {}

    private interface Settings {
        void to(UploadPartCopyRequest.Builder copy, String eTag, Instant modified);
    }

    private static Stream<Case> cases(int size) {
        Stream<String> ranges = Stream.of(
                        "0-0",
                        "0-" + (size - 1),
                        size / 2 + "-" + (size - 1),
                        (size - 1) + "-" + (size - 1),
                        "0-" + Math.min(P - 1, size - 1),
                        Math.max(0, size - P - 1) + "-" + (size - 1),
                        "0-" + size,
                        size + "-" + size,
                        (size + 3L * P) + "-" + (size + 4L * P))
                .filter(range -> range.matches("\\d+-\\d+"))
                .distinct();
        return Stream.concat(
                ranges.map(range ->
                        new Case("bytes=" + range, (copy, eTag, modified) -> copy.copySourceRange("bytes=" + range))),
                conditions().entrySet().stream().map(condition -> new Case(condition.getKey(), condition.getValue())));
    }

    private static Map<String, Settings> conditions() {
        return Map.of(
                "everything", (copy, eTag, modified) -> {},
                "if it matches", (copy, eTag, modified) -> copy.copySourceIfMatch(eTag),
                "if another matches", (copy, eTag, modified) -> copy.copySourceIfMatch("\"00\""),
                "if none matches", (copy, eTag, modified) -> copy.copySourceIfNoneMatch(eTag),
                "if no other matches", (copy, eTag, modified) -> copy.copySourceIfNoneMatch("\"00\""),
                "if it was modified",
                        (copy, eTag, modified) -> copy.copySourceIfModifiedSince(modified.minusSeconds(9)),
                "if it was modified later",
                        (copy, eTag, modified) -> copy.copySourceIfModifiedSince(modified.plusSeconds(9)),
                "if it was not", (copy, eTag, modified) -> copy.copySourceIfUnmodifiedSince(modified.plusSeconds(9)),
                "if it was not before",
                        (copy, eTag, modified) -> copy.copySourceIfUnmodifiedSince(modified.minusSeconds(9)));
    }

    private static String outcome(S3Client s3, String bucket, String source, Case copy) {
        var found = s3.headObject(head -> head.bucket(bucket).key(source));
        String id = s3.createMultipartUpload(create -> create.bucket(bucket).key("to"))
                .uploadId();
        try {
            UploadPartCopyResponse copied = s3.uploadPartCopy(part -> {
                part.sourceBucket(bucket).sourceKey(source);
                part.destinationBucket(bucket).destinationKey("to").uploadId(id).partNumber(1);
                copy.settings().to(part, found.eTag(), found.lastModified());
            });
            CompletedPart only = CompletedPart.builder()
                    .partNumber(1)
                    .eTag(copied.copyPartResult().eTag())
                    .build();
            s3.completeMultipartUpload(
                    complete -> complete.bucket(bucket).key("to").uploadId(id).multipartUpload(all -> all.parts(only)));
        } catch (S3Exception e) {
            s3.abortMultipartUpload(abort -> abort.bucket(bucket).key("to").uploadId(id));
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
        byte[] got = s3.getObjectAsBytes(get -> get.bucket(bucket).key("to")).asByteArray();
        return got.length + " bytes, hash " + Arrays.hashCode(got);
    }
}
