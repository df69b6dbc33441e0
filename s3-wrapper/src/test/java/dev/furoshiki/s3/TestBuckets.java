package dev.furoshiki.s3;

import java.util.UUID;
import software.amazon.awssdk.services.s3.S3Client;

/** Buckets of a test of its own. */
final class TestBuckets {

    private TestBuckets() {}

    static String create(S3Client s3) {
        String name = "furoshiki-" + UUID.randomUUID();
        s3.createBucket(bucket -> bucket.bucket(name));
        return name;
    }
}
