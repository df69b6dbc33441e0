package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** What an application may expect of parts that are copied. */
abstract class PartCopyContract {

    private static final int PART = 5 << 20;
    private static final byte[] LONG = RangeTwins.bytes(PART + 70_000);

    /** The client to hold to the contract. */
    abstract S3Client client();

    @Test
    void copiesRangesAsParts() {
        S3Client s3 = client();
        String bucket = TestBuckets.create(s3);
        String other = TestBuckets.create(s3);
        byte[] small = RangeTwins.bytes(70_001);
        s3.putObject(put -> put.bucket(bucket).key("long"), RequestBody.fromBytes(LONG));
        s3.putObject(put -> put.bucket(other).key("a b/ü"), RequestBody.fromBytes(small));
        String id = begin(s3, bucket);

        List<UploadPartCopyResponse> copied = List.of(
                copy(
                        s3,
                        bucket,
                        id,
                        1,
                        part -> part.sourceBucket(bucket).sourceKey("long").copySourceRange("bytes=3-" + (PART + 2))),
                copy(s3, bucket, id, 2, part -> part.sourceBucket(other).sourceKey("a b/ü")));

        assertThat(copied)
                .allSatisfy(part -> assertThat(part.copyPartResult().lastModified())
                        .isBetween(
                                Instant.now().minusSeconds(600), Instant.now().plusSeconds(600)));
        List<Part> listed =
                s3.listParts(list -> list.bucket(bucket).key("k").uploadId(id)).parts();
        assertThat(listed).extracting(Part::size).containsExactly((long) PART, 70_001L);
        List<CompletedPart> parts = List.of(completed(1, copied.get(0)), completed(2, copied.get(1)));
        s3.completeMultipartUpload(
                complete -> complete.bucket(bucket).key("k").uploadId(id).multipartUpload(all -> all.parts(parts)));
        byte[] got = s3.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asByteArray();
        assertThat(Arrays.equals(Arrays.copyOf(got, PART), Arrays.copyOfRange(LONG, 3, PART + 3)))
                .isTrue();
        assertThat(Arrays.equals(Arrays.copyOfRange(got, PART, got.length), small))
                .isTrue();
    }

    /** A failure may cost the upload: S3Mock forgets it. */
    @Test
    void copiesNoPartOfWhatIsNotMeant() {
        S3Client s3 = client();
        String bucket = TestBuckets.create(s3);
        String eTag = s3.putObject(put -> put.bucket(bucket).key("from"), RequestBody.fromBytes(new byte[70_000]))
                .eTag();
        Consumer<UploadPartCopyRequest.Builder> from =
                part -> part.sourceBucket(bucket).sourceKey("from");
        assertRefused(404, bucket, part -> part.sourceBucket(bucket).sourceKey("nothing"));
        assertRefused(412, bucket, from.andThen(part -> part.copySourceIfMatch("\"00\"")));
        assertRefused(412, bucket, from.andThen(part -> part.copySourceIfNoneMatch(eTag)));
        assertRefused(
                412,
                bucket,
                from.andThen(
                        part -> part.copySourceIfUnmodifiedSince(Instant.now().minusSeconds(3_600))));
        String id = begin(s3, bucket);
        assertThat(copy(
                                s3,
                                bucket,
                                id,
                                1,
                                from.andThen(part -> part.copySourceIfMatch(eTag)
                                        .copySourceIfModifiedSince(Instant.now().minusSeconds(3_600))))
                        .copyPartResult()
                        .eTag())
                .isNotBlank();
        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key("k").uploadId(id));
    }

    private void assertRefused(int status, String bucket, Consumer<UploadPartCopyRequest.Builder> source) {
        S3Client s3 = client();
        String id = begin(s3, bucket);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> copy(s3, bucket, id, 1, source))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(status));
    }

    private static String begin(S3Client s3, String bucket) {
        return s3.createMultipartUpload(create -> create.bucket(bucket).key("k"))
                .uploadId();
    }

    private static UploadPartCopyResponse copy(
            S3Client s3, String bucket, String id, int number, Consumer<UploadPartCopyRequest.Builder> source) {
        return s3.uploadPartCopy(source.andThen(part ->
                part.destinationBucket(bucket).destinationKey("k").uploadId(id).partNumber(number)));
    }

    private static CompletedPart completed(int number, UploadPartCopyResponse copied) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(copied.copyPartResult().eTag())
                .build();
    }
}
