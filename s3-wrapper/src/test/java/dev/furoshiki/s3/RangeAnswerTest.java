package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Servers that answer a request for a range with something else. The true answers are in the contract. */
class RangeAnswerTest {

    private static final int P = 65_536;

    private static final TestKeys KEYS = TestKeys.create();

    @AfterAll
    static void close() {
        KEYS.close();
    }

    /** A server may send everything instead; a reader that asked for a range must not take it for that range. */
    @Test
    void aServerThatSendsEverythingIsCutToTheRange() {
        byte[] content = RangeTwins.bytes(3 * P + 5);
        try (S3Client plain = LocalS3.s3Proxy().client();
                S3Client deaf = asking(LocalS3.s3Proxy(), null)) {
            String bucket = TestBuckets.create(plain);
            S3Client s3 = EncryptingS3Client.wrap(deaf, KEYS.keys(), TestKeys.KEY);
            RangeTwins.put(s3, plain, bucket, content);
            for (String key : List.of("sealed", "unproven")) {
                assertCut(s3, bucket, key, "bytes=70000-70009", content, 70_000, 70_009);
                assertCut(s3, bucket, key, "bytes=-5", content, 3 * P, 3 * P + 4);
                assertCut(s3, bucket, key, "bytes=0-0", content, 0, 0);
                assertCut(s3, bucket, key, "bytes=65535-", content, 65_535, 3 * P + 4);
                assertThatExceptionOfType(S3Exception.class)
                        .isThrownBy(() -> s3.getObjectAsBytes(
                                get -> get.bucket(bucket).key(key).range("bytes=" + content.length + "-")))
                        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(416));
            }
        }
    }

    private static void assertCut(
            S3Client s3, String bucket, String key, String range, byte[] content, int first, int last) {
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).range(range));
        assertThat(got.asByteArray()).as(range).isEqualTo(Arrays.copyOfRange(content, first, last + 1));
        assertThat(got.response().contentRange()).isEqualTo("bytes " + first + "-" + last + "/" + content.length);
        assertThat(got.response().contentLength()).isEqualTo(last - first + 1);
    }

    /** What the server makes of a malformed range is its own affair, but a part of the stored bytes is no answer. */
    @Test
    void aRangeThatNobodyAskedForIsRefused() {
        try (S3Client plain = LocalS3.s3Proxy().client();
                S3Client generous = asking(LocalS3.s3Proxy(), "bytes=0-99")) {
            String bucket = TestBuckets.create(plain);
            S3Client s3 = EncryptingS3Client.wrap(generous, KEYS.keys(), TestKeys.KEY);
            s3.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(RangeTwins.bytes(3 * P)));
            for (@Nullable String range : new @Nullable String[] {null, "bytes=a-b", "bytes=0-9", "bytes=-9"}) {
                assertThatExceptionOfType(TamperedObjectException.class)
                        .as(range)
                        .isThrownBy(() -> s3.getObjectAsBytes(
                                get -> get.bucket(bucket).key("k").range(range)))
                        .withMessageContaining("bytes 0-99/");
            }
        }
    }

    /** A client whose GETs ask for that range, whatever its caller asked for; null for none. */
    private static S3Client asking(LocalS3 server, @Nullable String range) {
        ExecutionInterceptor asking = new ExecutionInterceptor() {
            @Override
            public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                SdkHttpRequest.Builder changed =
                        context.httpRequest().toBuilder().removeHeader("Range");
                return (range == null ? changed : changed.putHeader("Range", range)).build();
            }
        };
        return server.clientBuilder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(asking))
                .build();
    }
}
