package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException.MetadataRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Copies are made by the store, whose bytes stay as they are; the keys follow. The plain client says what a copy keeps. */
class CopyTest {

    private static final int LONG = (5 << 20) + 70_000;

    private final TestStore store = TestStore.onS3Proxy();
    private final S3Client plain = store.plain();
    private final EncryptingS3Client s3 = store.encrypting();
    private final String bucket = store.bucket();
    private final String other = TestBuckets.create(plain);

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, LONG})
    void theBytesStayAndTheKeysFollow(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        s3.putObject(put -> put.bucket(bucket).key("from"), RequestBody.fromBytes(content));

        CopyObjectResponse answer = s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(other)
                .destinationKey("to"));

        assertThat(answer.copyObjectResult().eTag()).isNotBlank();
        assertThat(answer.copyObjectResult().checksumCRC32()).isNull();
        assertThat(read(s3, other, "to").asByteArray()).isEqualTo(content);
        assertThat(read(s3, bucket, "from").asByteArray()).isEqualTo(content);
        assertThat(s3.headObject(head -> head.bucket(other).key("to")).contentLength())
                .isEqualTo(size);
        assertThat(read(plain, other, "to").asByteArray())
                .isEqualTo(read(plain, bucket, "from").asByteArray());
        assertThat(envelope(other, "to")).isNotEqualTo(envelope(bucket, "from"));
    }

    /** Each as the plain client does it, on an object of its own. */
    @Test
    void aCopyKeepsWhatAPlainOneKeeps() {
        for (MetadataDirective directive :
                new MetadataDirective[] {null, MetadataDirective.COPY, MetadataDirective.REPLACE}) {
            HeadObjectResponse due = copied(plain, "plain", directive);
            HeadObjectResponse got = copied(s3, "sealed", directive);
            assertThat(got.metadata()).as("metadata, %s", directive).isEqualTo(due.metadata());
            assertThat(got.contentType()).isEqualTo(due.contentType());
            assertThat(got.cacheControl()).isEqualTo(due.cacheControl());
            assertThat(got.contentDisposition()).isEqualTo(due.contentDisposition());
            assertThat(got.contentLanguage()).isEqualTo(due.contentLanguage());
            assertThat(got.contentEncoding()).isEqualTo(due.contentEncoding());
            assertThat(got.contentLength()).isEqualTo(due.contentLength());
        }
    }

    private HeadObjectResponse copied(S3Client client, String key, MetadataDirective directive) {
        client.putObject(
                put -> put.bucket(bucket)
                        .key(key)
                        .metadata(Map.of("colour", "indigo", "weave", "plain"))
                        .contentType("application/x-cloth")
                        .cacheControl("max-age=60")
                        .contentDisposition("attachment")
                        .contentLanguage("ja"),
                RequestBody.fromString("cloth"));
        client.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(key + " copy")
                .metadataDirective(directive)
                .metadata(Map.of("colour", "white"))
                .contentType("text/plain"));
        return client.headObject(head -> head.bucket(bucket).key(key + " copy"));
    }

    @Test
    void ontoItselfWrapsItsKeysAnew() {
        put("k", "text");
        String before = envelope(bucket, "k");
        try (TestKeys next = TestKeys.create()) {
            EncryptingS3Client changing = EncryptingS3Client.builder(plain, next.keys(), TestKeys.KEY)
                    .recipient(store.keys().keys(), TestKeys.KEY)
                    .build();
            copy(changing, "k", "k");
            assertThat(envelope(bucket, "k")).isNotEqualTo(before);
            store.keys().disable();
            assertThat(read(EncryptingS3Client.wrap(plain, next.keys(), TestKeys.KEY), bucket, "k")
                            .asUtf8String())
                    .isEqualTo("text");
            assertThatExceptionOfType(KmsException.class).isThrownBy(() -> read(s3, bucket, "k"));
        }
    }

    @Test
    void anAsynchronousClientCopiesToo() {
        put("k", "text");
        try (S3AsyncClient async = LocalS3.s3Proxy().asyncClientBuilder().build()) {
            EncryptingS3AsyncClient copying =
                    EncryptingS3AsyncClient.wrap(async, store.keys().keys(), TestKeys.KEY);
            copying.copyObject(copy -> copy.sourceBucket(bucket)
                            .sourceKey("k")
                            .destinationBucket(bucket)
                            .destinationKey("copy"))
                    .join();
            assertThat(read(s3, bucket, "copy").asUtf8String()).isEqualTo("text");
            store.keys().disable();
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> copying.copyObject(copy -> copy.sourceBucket(bucket)
                                    .sourceKey("copy")
                                    .destinationBucket(bucket)
                                    .destinationKey("again"))
                            .join())
                    .withCauseInstanceOf(KmsException.class);
        }
    }

    @Test
    @SuppressWarnings("deprecation") // a copySource that is set is still sent
    void readsTheSourceHoweverItIsWritten() {
        String odd = "a b/ü 100%.txt";
        put(odd, "text");
        s3.copyObject(copy -> copy.copySource(bucket + "/a%20b/%C3%BC%20100%25.txt")
                .destinationBucket(bucket)
                .destinationKey("one"));
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(odd)
                .destinationBucket(bucket)
                .destinationKey("two"));
        assertThat(read(s3, bucket, "one").asUtf8String()).isEqualTo("text");
        assertThat(read(s3, bucket, "two").asUtf8String()).isEqualTo("text");
        for (String unreadable :
                new String[] {bucket, bucket + "/a+b", bucket + "/a%2", bucket + "/a%FF", bucket + "/%ZZ", "/"}) {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> s3.copyObject(copy -> copy.copySource(unreadable)
                            .destinationBucket(bucket)
                            .destinationKey("three")))
                    .withMessageContaining("sourceBucket");
        }
        assertThatExceptionOfType(OperationRefusedException.class)
                .as("said twice")
                .isThrownBy(() -> s3.copyObject(copy -> copy.copySource(bucket + "/a")
                        .sourceKey(odd)
                        .destinationBucket(bucket)
                        .destinationKey("three")))
                .withMessageContaining("sourceBucket");
    }

    /** As web servers have it of what is stale at once; S3 copies it, and the SDK sends dates only. */
    @Test
    void anExpiresThatIsNoDateIsNotLost() {
        put("k", "text");
        SdkHttpResponse dated = plain.getObject(
                        get -> get.bucket(bucket).key("k").range("bytes=0-31"))
                .response()
                .sdkHttpResponse();
        store.http()
                .faults(request -> request.is("PUT", "/copy")
                        ? null
                        : new ObservedHttpClient.Fault.Answer(
                                dated.toBuilder().putHeader("Expires", "0").build(), new byte[32]));
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> copy(s3, "k", "copy"))
                .withMessageContaining("Expires of")
                .withMessageContaining("REPLACE");
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("copy")
                .metadataDirective(MetadataDirective.REPLACE));
        store.http().faults(request -> null);
        assertThat(read(s3, bucket, "copy").asUtf8String()).isEqualTo("text");
    }

    @Test
    void keepsConditions() {
        String eTag = put("k", "text");
        for (String wrong : new String[] {"\"00\"", "00"}) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> s3.copyObject(copy -> copy.sourceBucket(bucket)
                            .sourceKey("k")
                            .destinationBucket(bucket)
                            .destinationKey("copy")
                            .copySourceIfMatch(wrong)))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
        }
        Instant past = Instant.now().minusSeconds(3_600);
        store.http().forget();
        for (S3Client client : new S3Client[] {plain, s3}) {
            assertThatExceptionOfType(S3Exception.class)
                    .as("S3 disregards it beside an ETag, and this client adds one")
                    .isThrownBy(() -> client.copyObject(copy -> copy.sourceBucket(bucket)
                            .sourceKey("k")
                            .destinationBucket(bucket)
                            .destinationKey("copy")
                            .copySourceIfUnmodifiedSince(past)))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
            // S3Proxy would have refused it, too.
            assertThat(store.http().sent().stream().anyMatch(sent -> sent.is("PUT", "/copy")))
                    .isEqualTo(client.equals(plain));
            store.http().forget();
        }
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("copy")
                .copySourceIfUnmodifiedSince(Instant.now().plusSeconds(3_600))
                .copySourceIfMatch(eTag));
        assertThat(read(s3, bucket, "copy").asUtf8String()).isEqualTo("text");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> copy(s3, "missing", "copy"))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(404));
    }

    @Test
    void refusesWhatWouldBePlaintextOrBroken() {
        plain.putObject(put -> put.bucket(bucket).key("plain"), RequestBody.fromString("plaintext"));
        put("k", "text");
        assertThatExceptionOfType(NotEncryptedException.class).isThrownBy(() -> copy(s3, "plain", "copy"));
        EncryptingS3Client declaring = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .plaintextObjects((in, key) -> key.startsWith("plain"))
                .build();
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> copy(declaring, "plain", "copy"))
                .withMessageContaining("it is plaintext");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> copy(declaring, "k", "plain copy"))
                .withMessageContaining("objects are plaintext");
        copy(declaring, "plain", "plain copy");
        assertThat(read(plain, bucket, "plain copy").asUtf8String()).isEqualTo("plaintext");
        assertThatExceptionOfType(MetadataRefusedException.class)
                .isThrownBy(() -> s3.copyObject(copy -> copy.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("copy")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .metadata(Map.of("furoshiki-keys", "mine"))));
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket).prefix("copy"))
                        .contents())
                .isEmpty();
    }

    /** The envelope is of one body, and the store copies another. */
    @Test
    void anObjectThatIsReplacedMeanwhileIsNotCopied() {
        put("k", "text");
        AtomicBoolean replacing = new AtomicBoolean(true);
        store.http().faults(request -> {
            if (request.is("PUT", "/copy") && replacing.getAndSet(false)) {
                put("k", "another text");
            }
            return null;
        });
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> copy(s3, "k", "copy"))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
        copy(s3, "k", "copy");
        assertThat(read(s3, bucket, "copy").asUtf8String()).isEqualTo("another text");
    }

    /**
     * Apache's HTTP client takes a head that was cut for a shorter one; of an answer to HEAD nobody could tell. What had been cut off
     * would be lost to the copy.
     */
    @Test
    void nothingIsLostToAHeadThatWasCut() {
        s3.putObject(
                put -> put.bucket(bucket)
                        .key("k")
                        .metadata(Map.of("colour", "indigo"))
                        .contentLanguage("ja"),
                RequestBody.fromString("text"));
        SdkHttpResponse whole =
                plain.headObject(head -> head.bucket(bucket).key("k")).sdkHttpResponse();
        for (String without :
                new String[] {"x-amz-meta-colour", "x-amz-meta-furoshiki-sealed", "Content-L", "x-amz-meta-"}) {
            SdkHttpResponse.Builder cut = whole.toBuilder();
            whole.headers().keySet().stream()
                    .filter(name -> name.startsWith(without))
                    .forEach(cut::removeHeader);
            AtomicBoolean cutting = new AtomicBoolean(true);
            store.http()
                    .faults(request -> request.is("PUT", "/copy") || !cutting.getAndSet(false)
                            ? null
                            : new ObservedHttpClient.Fault.Answer(cut.build(), new byte[0]));
            copy(s3, "k", "copy");
            store.http().faults(request -> null);
            HeadObjectResponse copied =
                    plain.headObject(head -> head.bucket(bucket).key("copy"));
            assertThat(copied.metadata())
                    .as("without %s", without)
                    .containsEntry("colour", "indigo")
                    .containsKey("furoshiki-sealed");
            assertThat(copied.contentLanguage()).as("without %s", without).isEqualTo("ja");
            assertThat(cutting).as("a head was cut").isFalse();
        }
    }

    /** What was altered is not made true by a copy. */
    @Test
    void anAlteredEnvelopeIsNotCopied() {
        put("k", "text");
        for (String entry : new String[] {"furoshiki-header", "furoshiki-keys", "furoshiki-sealed"}) {
            HeadObjectResponse intact =
                    plain.headObject(head -> head.bucket(bucket).key("k"));
            char[] value = intact.metadata().getOrDefault(entry, "").toCharArray();
            int last = value.length - 8;
            value[last] = value[last] == 'A' ? 'B' : 'A';
            plain.copyObject(copy -> copy.sourceBucket(bucket)
                    .sourceKey("k")
                    .destinationBucket(bucket)
                    .destinationKey("altered")
                    .metadataDirective(MetadataDirective.REPLACE)
                    .metadata(with(intact.metadata(), entry, new String(value))));
            // Moved by a plain client, it does not open: its context is of its old name.
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> copy(s3, "altered", "copy"));
            plain.copyObject(copy -> copy.sourceBucket(bucket)
                    .sourceKey("altered")
                    .destinationBucket(bucket)
                    .destinationKey("k"));
            assertThatExceptionOfType(TamperedObjectException.class).as(entry).isThrownBy(() -> copy(s3, "k", "copy"));
            put("k", "text");
        }
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket).prefix("copy"))
                        .contents())
                .isEmpty();
    }

    /** A length that an object may have, and this one has not. */
    @Test
    void aSourceThatWasCutIsNotCopied() {
        s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(new byte[3 * 65_536]));
        StoredObject.read(plain, bucket, "k").segments(0, 1).write(plain, bucket, "k");
        assertThatExceptionOfType(TamperedObjectException.class)
                .isThrownBy(() -> copy(s3, "k", "copy"))
                .withMessageContaining("cut or extended");
        assertThat(plain.listObjectsV2(list -> list.bucket(bucket).prefix("copy"))
                        .contents())
                .isEmpty();
    }

    /** What is encrypted while it is copied as plaintext would have no envelope there. */
    @Test
    void plaintextThatIsEncryptedMeanwhileIsNotCopied() {
        EncryptingS3Client declaring = EncryptingS3Client.builder(
                        plain, store.keys().keys(), TestKeys.KEY)
                .plaintextObjects((in, key) -> key.startsWith("plain"))
                .build();
        for (String plaintext : new String[] {"plaintext", ""}) {
            plain.putObject(put -> put.bucket(bucket).key("plain"), RequestBody.fromString(plaintext));
            AtomicBoolean replacing = new AtomicBoolean(true);
            store.http().faults(request -> {
                if (request.is("PUT", "/plain%20copy") && replacing.getAndSet(false)) {
                    put("plain", "secret");
                }
                return null;
            });
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> copy(declaring, "plain", "plain copy"))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
            assertThat(replacing).isFalse();
        }
    }

    /** A client that divides a copy into parts asks for tags only where it is told to copy them. */
    @Test
    void tagsAreAskedForByName() {
        put("k", "text");
        copy(s3, "k", "copy");
        assertThat(store.http().sent())
                .filteredOn(sent ->
                        sent.request().firstMatchingHeader("x-amz-copy-source").isPresent())
                .extracting(sent -> sent.request()
                        .firstMatchingHeader("x-amz-tagging-directive")
                        .orElse("none"))
                .containsExactly("COPY");
    }

    private static Map<String, String> with(Map<String, String> metadata, String entry, String value) {
        Map<String, String> changed = new HashMap<>(metadata);
        changed.put(entry, value);
        return changed;
    }

    private String put(String key, String text) {
        return s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text))
                .eTag();
    }

    private void copy(S3Client client, String from, String to) {
        client.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to));
    }

    private static ResponseBytes<GetObjectResponse> read(S3Client client, String inBucket, String key) {
        return client.getObjectAsBytes(get -> get.bucket(inBucket).key(key));
    }

    private String envelope(String inBucket, String key) {
        return plain.headObject(head -> head.bucket(inBucket).key(key))
                .metadata()
                .getOrDefault("furoshiki-keys", "");
    }
}
