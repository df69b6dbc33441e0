package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.exception.S3EncryptionException.UnsupportedEnvelopeException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Data keys that all objects of a bucket share: one call for many objects, and each object in its own place all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketKeysTest {

    private static final String SCOPE = "furoshiki-scope";

    private TestStore store;
    private S3Client plain;
    private String bucket;
    private EncryptingS3Client shared;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        plain = store.plain();
        bucket = store.bucket();
        shared = sharing(store.keys().keys());
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void put() {
        put(shared, "a", "of a");
        put(shared, "b", "of b");
    }

    private EncryptingS3Client sharing(DataKeys keys) {
        return EncryptingS3Client.builder(plain, keys, TestKeys.KEY)
                .bucketKeys(true)
                .build();
    }

    private void put(S3Client client, String key, String text) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private String read(S3Client client, String key) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }

    private StoredObject stored(String key) {
        return StoredObject.read(plain, bucket, key);
    }

    @Test
    void aThousandObjectsCostOneCall() {
        StaticKeyService service = new StaticKeyService("test");
        S3Client takingAll = (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(),
                new Class<?>[] {S3Client.class},
                (proxy, method, arguments) ->
                        PutObjectResponse.builder().eTag("\"0\"").build());
        try (DataKeys keys = DataKeys.over(service)) {
            EncryptingS3Client.Builder builder =
                    EncryptingS3Client.builder(takingAll, keys, "key").bucketKeys(true);
            for (int i = 0; i < 1_000; i++) {
                String key = "object " + i;
                builder.build().putObject(put -> put.bucket("museum").key(key), RequestBody.fromString("cloth"));
            }
            assertThat(service.asked()).containsExactly(EncryptionContext.of("bucket", "museum"));
            builder.build().putObject(put -> put.bucket("annex").key("a"), RequestBody.fromString("cloth"));
            assertThat(service.asked()).hasSize(2).contains(EncryptionContext.of("bucket", "annex"));
            builder.bucketKeys(false)
                    .build()
                    .putObject(put -> put.bucket("annex").key("a"), RequestBody.fromString("cloth"));
            assertThat(service.asked())
                    .hasSize(3)
                    .contains(EncryptionContext.of(Map.of("bucket", "annex", "key", "a")));
        }
    }

    @Test
    void readersNeedNotBeTold() {
        assertThat(stored("a").metadata()).containsEntry(SCOPE, "bucket");
        assertThat(read(store.encrypting(), "a")).isEqualTo("of a");
        put(store.encrypting(), "alone", "of its own");
        assertThat(stored("alone").metadata()).doesNotContainKey(SCOPE);
        assertThat(read(shared, "alone")).isEqualTo("of its own");
        assertThat(shared.headObject(head -> head.bucket(bucket).key("a")).metadata())
                .isEmpty();
    }

    /** The data key would open both. */
    @Test
    void oneObjectDoesNotStandInForAnother() {
        StoredObject a = stored("a");
        StoredObject b = stored("b");
        a.write(plain, bucket, "b");
        b.write(plain, bucket, "a");
        for (String key : new String[] {"a", "b"}) {
            assertThatExceptionOfType(TamperedObjectException.class)
                    .isThrownBy(() -> read(shared, key))
                    .withMessageContaining("belongs to another object");
        }
    }

    @Test
    void theScopeIsNotTheStoresToChange() {
        StoredObject a = stored("a");
        a.without(SCOPE).write(plain, bucket, "a");
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> read(shared, "a"));
        for (String unknown : new String[] {"object", "Bucket", "", "bucket,bucket"}) {
            a.with(SCOPE, unknown).write(plain, bucket, "a");
            assertThatExceptionOfType(S3EncryptionException.class)
                    .as(unknown)
                    .isThrownBy(() -> read(shared, "a"))
                    .isInstanceOf(UnsupportedEnvelopeException.class)
                    .withMessageContaining(SCOPE);
        }
        put(store.encrypting(), "b", "of its own");
        stored("b").with(SCOPE, "bucket").write(plain, bucket, "b");
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> read(shared, "b"));
    }

    /** Where the key service is given the same under both scopes, the object key is not. */
    @Test
    void norWhereTheContextIsThatOfTheBucket() {
        EncryptingS3Client.Builder builder = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .encryptionContext((in, key) -> EncryptionContext.of("bucket", in));
        EncryptingS3Client alone = builder.build();
        EncryptingS3Client sharing = builder.bucketKeys(true).build();
        put(alone, "alone", "text");
        put(sharing, "sharing", "text");
        stored("alone").with(SCOPE, "bucket").write(plain, bucket, "flipped");
        stored("sharing").without(SCOPE).write(plain, bucket, "removed");
        for (String key : new String[] {"flipped", "removed"}) {
            assertThatExceptionOfType(TamperedObjectException.class)
                    .as(key)
                    .isThrownBy(() -> read(alone, key))
                    .withMessageContaining(SCOPE);
        }
        assertThat(read(alone, "sharing")).isEqualTo("text");
        assertThat(read(sharing, "alone")).isEqualTo("text");
    }

    @Test
    void copiesTakeTheScopeOfWhoCopies() {
        copy(store.encrypting(), "a", "alone");
        assertThat(stored("alone").metadata()).doesNotContainKey(SCOPE);
        assertThat(read(shared, "alone")).isEqualTo("of a");
        copy(shared, "alone", "again");
        assertThat(stored("again").metadata()).containsEntry(SCOPE, "bucket");
        assertThat(read(store.encrypting(), "again")).isEqualTo("of a");
        copy(shared, "a", "sibling");
        assertThat(read(shared, "sibling")).isEqualTo("of a");
        assertThat(stored("sibling").body()).isEqualTo(stored("a").body());
    }

    private void copy(S3Client client, String from, String to) {
        client.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to));
    }

    @Test
    void aDisabledKeyClosesTheBucket() {
        store.keys().disable();
        try {
            EncryptingS3Client later = sharing(DataKeys.over(store.keys().service()));
            assertThatExceptionOfType(KmsException.DisabledException.class).isThrownBy(() -> read(later, "a"));
            assertThatExceptionOfType(KmsException.DisabledException.class).isThrownBy(() -> put(later, "c", "text"));
        } finally {
            store.keys().enable();
        }
    }
}
