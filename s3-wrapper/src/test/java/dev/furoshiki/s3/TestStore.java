package dev.furoshiki.s3;

import dev.furoshiki.testing.servers.LocalS3;
import software.amazon.awssdk.services.s3.S3Client;

/** One bucket, seen through the plain client and through the encrypting one. */
record TestStore(S3Client plain, EncryptingS3Client encrypting, String bucket, ObservedHttpClient http, TestKeys keys)
        implements AutoCloseable {

    private static final int PART = 5 << 20;

    /** A new bucket of the S3Proxy of this JVM. */
    static TestStore onS3Proxy() {
        ObservedHttpClient http = new ObservedHttpClient();
        // Unframed bodies: what retries send can be compared.
        S3Client plain = LocalS3.s3Proxy()
                .clientBuilder()
                .httpClient(http)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .build();
        return over(plain, TestBuckets.create(plain), http);
    }

    private static TestStore over(S3Client plain, String bucket, ObservedHttpClient http) {
        TestKeys keys = TestKeys.create();
        return new TestStore(plain, encrypting(plain, keys), bucket, http, keys);
    }

    private static EncryptingS3Client encrypting(S3Client plain, TestKeys keys) {
        return EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY)
                .partBytes(PART)
                .build();
    }

    /** Another encrypting client over the same keys, that has proven no length yet. */
    EncryptingS3Client encryptingWithEmptyMemory() {
        return encrypting(plain, keys);
    }

    @Override
    public void close() {
        plain.close();
        keys.close();
    }
}
