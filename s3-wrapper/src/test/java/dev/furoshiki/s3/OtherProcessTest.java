package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.FileUpload;

/** Uploads that one process begins and another ends, in a JVM of its own, over the same key store. */
class OtherProcessTest {

    private static final int PART = 5 << 20;
    private static final byte[] CONTENT = RangeTwins.bytes(2 * PART + 70_000);

    @TempDir
    private Path directory;

    private final LocalS3 server = LocalS3.s3Proxy();
    private final S3Client plain = server.client();
    private TestKeys keys = TestKeys.create();
    private String bucket;

    @BeforeEach
    void open() {
        bucket = TestBuckets.create(plain);
    }

    @AfterEach
    void close() {
        plain.close();
        keys.close();
    }

    @Test
    void anUploadIsCompleted() throws Exception {
        S3Client s3 = EncryptingS3Client.wrap(plain, keys.keys(), TestKeys.KEY);
        String uploadId = s3.createMultipartUpload(
                        create -> create.bucket(bucket).key("parts"))
                .uploadId();
        for (int number : List.of(2, 1)) {
            s3.uploadPart(
                    part -> part.bucket(bucket).key("parts").uploadId(uploadId).partNumber(number),
                    RequestBody.fromBytes(Arrays.copyOfRange(CONTENT, (number - 1) * PART, number * PART)));
        }
        Path last = Files.write(directory.resolve("last"), Arrays.copyOfRange(CONTENT, 2 * PART, CONTENT.length));
        keys.leave();
        assertThat(inAnotherProcess("complete", bucket, "parts", uploadId, last.toString()))
                .contains("completed 3 parts");
        assertThat(Arrays.equals(read("parts"), CONTENT)).isTrue();
    }

    /** It was paused while its second part was on its way. */
    @Test
    void aPausedUploadGoesOn() throws Exception {
        Path file = Files.write(directory.resolve("file"), CONTENT);
        CountDownLatch isUnderWay = new CountDownLatch(1);
        CountDownLatch isPaused = new CountDownLatch(1);
        Path token = directory.resolve("token");
        try (S3AsyncClient s3 = TransferClients.pausable(
                        EncryptingS3AsyncClient.builder(stalling(isUnderWay, isPaused), keys.keys(), TestKeys.KEY)
                                .partBytes(PART)
                                .build());
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            FileUpload upload = transfers.uploadFile(it ->
                    it.source(file).putObjectRequest(put -> put.bucket(bucket).key("paused")));
            assertThat(isUnderWay.await(60, TimeUnit.SECONDS)).isTrue();
            Files.writeString(token, upload.pause().serializeToString());
            isPaused.countDown();
        }
        keys.leave();
        assertThat(inAnotherProcess("resume", token.toString())).contains("resumed");
        assertThat(Arrays.equals(read("paused"), CONTENT)).isTrue();
    }

    private S3AsyncClient stalling(CountDownLatch isUnderWay, CountDownLatch isPaused) {
        ExecutionInterceptor stalling = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (context.request() instanceof UploadPartRequest part && part.partNumber() > 1) {
                    isUnderWay.countDown();
                    try {
                        isPaused.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw SdkClientException.create("ended with its process");
                }
            }
        };
        return server.asyncClientBuilder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(stalling))
                .build();
    }

    private byte[] read(String key) {
        keys = TestKeys.open(keys.directory());
        return EncryptingS3Client.wrap(plain, keys.keys(), TestKeys.KEY)
                .getObjectAsBytes(get -> get.bucket(bucket).key(key))
                .asByteArray();
    }

    private String inAnotherProcess(String deed, String... rest) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcessMain.class.getName(),
                deed,
                server.endpoint().toString(),
                server.credentials().accessKeyId(),
                server.credentials().secretAccessKey(),
                keys.directory().toString()));
        command.addAll(List.of(rest));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
