package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.ObservedHttpClient.Fault;
import dev.furoshiki.s3.ObservedHttpClient.Sent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Connections that break and servers that fail: the SDK tries again, and either the right bytes come or an exception. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {

    private static final int P = 65_536;
    private static final int PART = 5 << 20;

    private TestStore store;
    private S3Client s3;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
        s3 = store.encrypting();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void heal() {
        store.http().faults(request -> null);
        store.http().forget();
    }

    @Test
    void aRetriedPutSendsTheSameBytes() {
        byte[] content = bytes(200_000);
        AtomicInteger puts = new AtomicInteger();
        store.http().faults(request -> switch (puts.getAndIncrement()) {
            case 0 -> new Fault.Status(500);
            case 1 -> new Fault.Lost();
            default -> null;
        });
        put("retried", content);

        List<Sent> sent = store.http().sent();
        assertThat(sent).hasSize(3);
        assertThat(sent.stream().map(Sent::bodyDigest).distinct()).hasSize(1);
        assertThat(sent.get(0).bodyBytes()).isEqualTo(200_000 + 4 * 32);
        assertThat(get("retried")).isEqualTo(content);
    }

    @Test
    void aRetriedPartSendsTheSameBytes() {
        byte[] content = bytes(2 * PART + 10);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        store.http()
                .faults(request -> seen.add(request.request().method() + " "
                                + request.request().rawQueryParameters())
                        ? new Fault.Lost()
                        : null);
        put("parts", content);
        store.http().faults(request -> null);

        var bodies = store.http().sent().stream()
                .filter(sent -> sent.request().rawQueryParameters().containsKey("partNumber"))
                .collect(Collectors.groupingBy(
                        sent -> sent.request()
                                .firstMatchingRawQueryParameter("partNumber")
                                .orElseThrow(),
                        Collectors.mapping(Sent::bodyDigest, Collectors.toList())));
        assertThat(bodies).containsOnlyKeys("1", "2", "3");
        bodies.values().forEach(digests -> {
            assertThat(digests).hasSize(2);
            assertThat(digests.stream().distinct()).hasSize(1);
        });
        assertThat(get("parts")).isEqualTo(content);
    }

    @Test
    void aCutAnswerIsAskedForAgain() {
        byte[] content = bytes(4 * P);
        put("cut", content);
        for (long cut : new long[] {0, 1, 31, 65_567, 65_568, 65_569, 200_000, 4 * 65_568 - 1}) {
            AtomicInteger gets = new AtomicInteger();
            store.http().faults(request -> gets.getAndIncrement() == 0 ? new Fault.CutAfter(cut) : null);
            assertThat(get("cut")).as("cut after %d", cut).isEqualTo(content);
            assertThat(gets.get()).isEqualTo(2);
        }
    }

    @Test
    void aStreamThatBreaksGaveTrueBytesOnly() throws IOException {
        byte[] content = bytes(4 * P);
        put("stream", content);
        store.http().faults(request -> new Fault.CutAfter(150_000));
        try (InputStream in = s3.getObject(get -> get.bucket(store.bucket()).key("stream"))) {
            assertThat(in.readNBytes(2 * P)).isEqualTo(Arrays.copyOf(content, 2 * P));
            assertThatExceptionOfType(IOException.class).isThrownBy(in::read).withMessageContaining("cut by the test");
            assertThatExceptionOfType(IOException.class)
                    .as("and it stays broken")
                    .isThrownBy(in::read);
        }
    }

    /** Apache's HTTP client takes a head that was cut for a shorter one: no envelope, or half of it, and no byte of a body. */
    @Test
    void aHeadThatWasCutIsAskedForAgain() {
        byte[] content = bytes(2 * P);
        put("head", content);
        Map<String, List<String>> whole = store.plain()
                .headObject(head -> head.bucket(store.bucket()).key("head"))
                .sdkHttpResponse()
                .headers();
        for (String without : new String[] {"x-amz-meta-", "x-amz-meta-furoshiki-header", "Content-", "ETag"}) {
            Map<String, List<String>> cut = new HashMap<>(whole);
            cut.keySet().removeIf(name -> name.startsWith(without));
            AtomicInteger gets = new AtomicInteger();
            store.http().faults(request -> gets.getAndIncrement() == 0 ? answer(cut, new byte[0]) : null);
            assertThat(get("head")).as("without %s", without).isEqualTo(content);
            assertThat(gets.get()).as("without %s", without).isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatWasCutSaysNothing() {
        store.http().faults(request -> answer(Map.of(), new byte[0]));
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(
                        () -> s3.headObject(head -> head.bucket(store.bucket()).key("k")))
                .withMessageContaining("was cut on its way");
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> s3.listObjectsV2(list -> list.bucket(store.bucket())))
                .withMessageContaining("was cut on its way");
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> s3.listObjects(list -> list.bucket(store.bucket())))
                .withMessageContaining("was cut on its way");
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> s3.listObjectVersions(list -> list.bucket(store.bucket())))
                .withMessageContaining("was cut on its way");
        store.http()
                .faults(request -> request.request().method() == SdkHttpMethod.POST
                                && request.request().rawQueryParameters().containsKey("uploadId")
                        ? answer(Map.of(), new byte[0])
                        : null);
        assertThatExceptionOfType(SdkException.class)
                .as("an upload may end with an error behind its head")
                .isThrownBy(() -> put("uploaded", bytes(PART + 1)))
                .withMessageContaining("nothing says whether")
                .withMessageContaining("/uploaded");
        heal();
        assertNothingLeft("uploaded");
    }

    private static Fault answer(Map<String, List<String>> headers, byte[] body) {
        return new Fault.Answer(
                SdkHttpResponse.builder().statusCode(200).headers(headers).build(), body);
    }

    /** "There is no more" has to be proven like anything else. */
    @Test
    void aWrong416IsNotBelieved() {
        byte[] content = bytes(3 * P);
        put("denied", content);
        AtomicInteger gets = new AtomicInteger();
        store.http().faults(request -> gets.getAndIncrement() == 0 ? new Fault.Status(416) : null);
        assertThat(s3.getObjectAsBytes(
                                get -> get.bucket(store.bucket()).key("denied").range("bytes=65536-"))
                        .asByteArray())
                .isEqualTo(Arrays.copyOfRange(content, P, 3 * P));
        assertThat(gets.get()).isEqualTo(3);
    }

    @Test
    void anUploadThatFailsLeavesNothing() {
        byte[] content = bytes(2 * PART);
        store.http().faults(request -> isPart(request, 2) ? new Fault.Status(500) : null);
        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> put("failed", content));
        heal();
        assertNothingLeft("failed");
    }

    /** The SDK sends nothing from an interrupted thread, and the parts that lie there would be paid for. */
    @Test
    void anInterruptedUploadLeavesNothing() {
        Thread uploading = Thread.currentThread();
        store.http().faults(request -> {
            if (isPart(request, 2)) {
                uploading.interrupt();
            }
            return null;
        });
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> put("interrupted", bytes(3 * PART)));
        assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
        heal();
        assertNothingLeft("interrupted");
    }

    @Test
    void aBodyThatFailsLeavesNothing() {
        InputStream failing = new InputStream() {
            private int left = 2 * PART;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw new IOException("the disk is gone");
                }
                left--;
                return 1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                buffer[offset] = (byte) read();
                return 1;
            }
        };
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> s3.putObject(
                        put -> put.bucket(store.bucket()).key("source"),
                        RequestBody.fromContentProvider(() -> failing, "application/octet-stream")))
                .withMessageContaining("the disk is gone")
                .withMessageContaining("/source");
        assertNothingLeft("source");
    }

    @Test
    void aBodyThatIsShorterThanSaidLeavesNothing() {
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> s3.putObject(
                        put -> put.bucket(store.bucket()).key("short"),
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(new byte[2 * PART]), 2L * PART + 1, "a/b")))
                .withMessageContaining("ended after " + 2 * PART + " bytes");
        assertNothingLeft("short");
    }

    private static boolean isPart(Sent sent, int number) {
        return sent.request()
                .firstMatchingRawQueryParameter("partNumber")
                .filter(Integer.toString(number)::equals)
                .isPresent();
    }

    private void assertNothingLeft(String key) {
        assertThat(store.plain()
                        .listMultipartUploads(list -> list.bucket(store.bucket()))
                        .uploads())
                .extracting(MultipartUpload::key)
                .doesNotContain(key);
        assertThat(store.plain()
                        .listObjectsV2(list -> list.bucket(store.bucket()).prefix(key))
                        .contents())
                .isEmpty();
    }

    private void put(String key, byte[] content) {
        s3.putObject(put -> put.bucket(store.bucket()).key(key), RequestBody.fromBytes(content));
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(store.bucket()).key(key)).asByteArray();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
