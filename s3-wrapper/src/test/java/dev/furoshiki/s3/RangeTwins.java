package dev.furoshiki.s3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Every form of a range on sizes around segments: what a plain client gets of the same plaintext is what is due. */
final class RangeTwins {

    private static final int P = 65_536;
    private static final List<Integer> SIZES = List.of(0, 1, P - 1, P, P + 1, 5 * P - 1, 5 * P, 5 * P + 1);

    private RangeTwins() {}

    /** What an encrypting client gets otherwise than a plain one, one a line. */
    static List<String> differences(S3Client plain, S3Client s3) {
        return differences(plain, s3, SIZES);
    }

    /** Likewise, of objects of three sizes, where a server is slow: of others each time, and of all with the soak. */
    static List<String> someDifferences(S3Client plain, S3Client s3) {
        return someDifferences(plain, s3, SIZES, 3);
    }

    /** Likewise, of one object of more than four segments. */
    static List<String> aLargeOnesDifferences(S3Client plain, S3Client s3) {
        return someDifferences(plain, s3, SIZES.subList(SIZES.size() - 3, SIZES.size()), 1);
    }

    private static List<String> someDifferences(S3Client plain, S3Client s3, List<Integer> from, int some) {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        List<Integer> sizes = new ArrayList<>(from);
        Collections.shuffle(sizes, new Random(seed));
        int most = Boolean.getBoolean("furoshiki.soak") ? sizes.size() : some;
        System.out.println("range twins: sizes " + sizes.subList(0, most) + ", with furoshiki.seed=" + seed);
        return differences(plain, s3, sizes.subList(0, most));
    }

    private static List<String> differences(S3Client plain, S3Client s3, List<Integer> sizes) {
        List<String> differences = new ArrayList<>();
        String bucket = TestBuckets.create(plain);
        for (int size : sizes) {
            byte[] content = bytes(size);
            plain.putObject(put -> put.bucket(bucket).key("plain"), RequestBody.fromBytes(content));
            put(s3, plain, bucket, content);
            for (String range : ranges(size)) {
                String due = outcome(plain, bucket, "plain", range);
                for (String key : List.of("sealed", "unproven")) {
                    String got = outcome(s3, bucket, key, range);
                    if (!got.equals(due)) {
                        differences.add(range + " of " + size + " bytes, its length " + key + ": " + got
                                + " instead of " + due);
                    }
                }
            }
        }
        return differences;
    }

    /** Once with a sealed length, once as an object is whose writer did not know it. */
    static void put(S3Client s3, S3Client plain, String bucket, byte[] content) {
        s3.putObject(put -> put.bucket(bucket).key("sealed"), RequestBody.fromBytes(content));
        s3.putObject(put -> put.bucket(bucket).key("unproven"), RequestBody.fromBytes(content));
        StoredObject.read(plain, bucket, "unproven").without("furoshiki-sealed").write(plain, bucket, "unproven");
    }

    /** Well formed, reversed, behind the end, and what is no range at all. */
    private static Set<String> ranges(long size) {
        Set<String> ranges = new LinkedHashSet<>();
        long[] places = {0, P - 1, P, Math.max(0, size - P), Math.max(0, size - 1), size};
        for (long first : places) {
            ranges.add("bytes=" + first + "-");
            ranges.add("bytes=-" + first);
            for (long last : places) {
                ranges.add("bytes=" + first + "-" + last);
            }
            ranges.add("bytes=" + first + "-" + (size + 10L * P));
        }
        ranges.addAll(List.of(
                "bytes=-1",
                "bytes=-9223372036854775807",
                "bytes=9223372036854775807-",
                "bytes=-",
                "bytes=",
                "bytes=a-b",
                "bytes=1",
                "bytes 0-5",
                "items=0-5",
                "0-5",
                ""));
        return ranges;
    }

    private static String outcome(S3Client client, String bucket, String key, String range) {
        try {
            ResponseBytes<GetObjectResponse> got =
                    client.getObjectAsBytes(get -> get.bucket(bucket).key(key).range(range));
            GetObjectResponse response = got.response();
            return response.sdkHttpResponse().statusCode() + ", " + response.contentLength() + " as "
                    + response.contentRange() + ", hash " + Arrays.hashCode(got.asByteArrayUnsafe());
        } catch (S3Exception e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
