package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Every member that a PutObjectRequest has in this version of the SDK is given a value, and looked for in what reaches
 * the client beneath: a member that a later SDK adds fails here until it is carried over or listed.
 */
class CarriedOverTest {

    private static final int PART = 5 << 20;

    /** Members that mean the plaintext or are replaced by ours, each tested where it has a meaning. */
    private static final Set<String> OF_THE_PLAINTEXT = new TreeSet<>(Set.of(
            "ContentLength",
            "ContentMD5",
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumSHA1",
            "ChecksumSHA256",
            "ChecksumSHA512",
            "ChecksumMD5",
            "ChecksumXXHASH64",
            "ChecksumXXHASH3",
            "ChecksumXXHASH128",
            "WriteOffsetBytes",
            "Metadata"));

    private final List<S3Request> reached = new ArrayList<>();

    private final S3Client beneath = (S3Client) Proxy.newProxyInstance(
            S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                reached.add((S3Request) arguments[0]);
                return switch (method.getName()) {
                    case "putObject" -> PutObjectResponse.builder().eTag("e").build();
                    case "createMultipartUpload" ->
                        CreateMultipartUploadResponse.builder().uploadId("id").build();
                    case "uploadPart" ->
                        UploadPartResponse.builder()
                                .eTag("p")
                                .checksumCRC32("AAAAAA==")
                                .build();
                    case "completeMultipartUpload" ->
                        CompleteMultipartUploadResponse.builder()
                                .eTag("whole")
                                .versionId("v")
                                .checksumCRC32("AAAAAA==-2")
                                .build();
                    default -> throw new IllegalStateException(method.getName());
                };
            });

    private final S3Client s3 = EncryptingS3Client.builder(
                    beneath, DataKeys.over(new StaticKeyService("test")), TestKeys.KEY)
            .partBytes(PART)
            .build();

    @Test
    void inOnePut() {
        PutObjectRequest request = everythingSet();
        s3.putObject(request, RequestBody.fromString("x"));

        assertThat(reached).hasSize(1);
        Map<String, Object> sent = values(reached.get(0));
        assertThat(sent).containsAllEntriesOf(carried(request));
        assertThat(sent.keySet()).noneMatch(name -> name.startsWith("Checksum") && !name.equals("ChecksumAlgorithm"));
        assertThat(sent).doesNotContainKey("ContentMD5").containsEntry("ContentLength", 33L);
        assertMetadata(((PutObjectRequest) reached.get(0)).metadata());
        assertThat(reached.get(0).overrideConfiguration()).isEqualTo(request.overrideConfiguration());
    }

    @Test
    void inAMultipartUpload() {
        PutObjectRequest request = everythingSet();
        PutObjectResponse response = s3.putObject(request, RequestBody.fromBytes(new byte[PART + 1]));

        assertThat(reached)
                .extracting(each -> each.getClass().getSimpleName())
                .containsExactly(
                        "CreateMultipartUploadRequest",
                        "UploadPartRequest",
                        "UploadPartRequest",
                        "CompleteMultipartUploadRequest");
        Map<String, Object> sent = new LinkedHashMap<>();
        reached.forEach(each -> sent.putAll(values(each)));
        assertThat(sent).containsAllEntriesOf(carried(request));
        assertMetadata(((CreateMultipartUploadRequest) reached.get(0)).metadata());
        for (S3Request each : reached) {
            assertThat(each.overrideConfiguration()).isEqualTo(request.overrideConfiguration());
            assertThat(values(each))
                    .containsEntry("Bucket", request.bucket())
                    .containsEntry("Key", request.key())
                    .containsEntry("ExpectedBucketOwner", request.expectedBucketOwner())
                    .containsEntry("RequestPayer", request.requestPayerAsString());
            assertThat(values(each)).containsEntry("SSECustomerKey", request.sseCustomerKey());
        }
        UploadPartRequest last = (UploadPartRequest) reached.get(2);
        assertThat(last.partNumber()).isEqualTo(2);
        assertThat(last.contentLength()).isEqualTo(33);
        CompleteMultipartUploadRequest completion = (CompleteMultipartUploadRequest) reached.get(3);
        assertThat(completion.ifMatch()).isEqualTo(request.ifMatch());
        assertThat(completion.ifNoneMatch()).isEqualTo(request.ifNoneMatch());
        assertThat(completion.multipartUpload().parts()).hasSize(2).allSatisfy(part -> {
            assertThat(part.eTag()).isEqualTo("p");
            assertThat(part.checksumCRC32()).isEqualTo("AAAAAA==");
        });
        assertThat(response.eTag()).isEqualTo("whole");
        assertThat(response.versionId()).isEqualTo("v");
        assertThat(response.checksumCRC32()).as("of ciphertext").isNull();
        assertThat(response.checksumSHA256()).as("of plaintext").isNotNull();
    }

    @Test
    void anAppendIsRefused() {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.putObject(
                        put -> put.bucket("b").key("k").writeOffsetBytes(10L), RequestBody.fromString("x")))
                .withMessageContaining("appended");
        assertThat(reached).isEmpty();
    }

    @Test
    void headersThatSpeakOfCiphertextAreRefused() {
        for (String name : List.of(
                "Content-MD5",
                "x-amz-checksum-crc32",
                "X-Amz-Meta-Furoshiki-Keys",
                "x-amz-meta-x-amz-key-v2",
                "Content-Length",
                "x-amz-copy-source",
                "Range")) {
            assertThatExceptionOfType(OperationRefusedException.class)
                    .as(name)
                    .isThrownBy(() -> s3.putObject(
                            put -> put.bucket("b").key("k").overrideConfiguration(o -> o.putHeader(name, "1")),
                            RequestBody.fromString("x")))
                    .withMessageContaining(name);
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void theBodyIsReadOnceAndClosed() {
        int[] opened = new int[2];
        RequestBody body = RequestBody.fromContentProvider(
                () -> {
                    opened[0]++;
                    return new ByteArrayInputStream(new byte[PART + 7]) {
                        @Override
                        public void close() {
                            opened[1]++;
                        }
                    };
                },
                "application/x-once");
        s3.putObject(put -> put.bucket("b").key("k"), body);
        assertThat(opened).containsExactly(1, 1);
        assertThat(((CreateMultipartUploadRequest) reached.get(0)).contentType())
                .isEqualTo("application/x-once");
    }

    private static void assertMetadata(Map<String, String> metadata) {
        assertThat(metadata)
                .containsEntry("entry", "value of Metadata")
                .containsKeys("furoshiki", "furoshiki-header", "furoshiki-keys", "furoshiki-sealed")
                .hasSize(5);
    }

    private static Map<String, Object> carried(PutObjectRequest request) {
        Map<String, Object> expected = values(request);
        expected.keySet().removeAll(OF_THE_PLAINTEXT);
        assertThat(expected).hasSizeGreaterThan(30);
        return expected;
    }

    /** A request with a value of its own in every member but those that only mean something with a matching body. */
    private static PutObjectRequest everythingSet() {
        PutObjectRequest.Builder builder = PutObjectRequest.builder();
        Set<String> left = new TreeSet<>(OF_THE_PLAINTEXT);
        left.remove("Metadata");
        for (SdkField<?> field : builder.sdkFields()) {
            if (!left.contains(field.memberName())) {
                field.set(builder, sample(field));
            }
        }
        return builder.checksumAlgorithm("SHA256")
                .overrideConfiguration(o -> o.putHeader("x-test", "1"))
                .build();
    }

    private static Object sample(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.STRING)) {
            return "value of " + field.memberName();
        } else if (type.equals(MarshallingType.INSTANT)) {
            return Instant.ofEpochSecond(1_800_000_000);
        } else if (type.equals(MarshallingType.BOOLEAN)) {
            return true;
        } else if (type.equals(MarshallingType.INTEGER)) {
            return 7;
        } else if (type.equals(MarshallingType.LONG)) {
            return 7L;
        } else if (type.equals(MarshallingType.MAP)) {
            return Map.of("entry", "value of " + field.memberName());
        }
        throw new IllegalStateException(field.memberName() + " is of a type that is new to this test");
    }

    private static Map<String, Object> values(SdkPojo pojo) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (SdkField<?> field : pojo.sdkFields()) {
            @Nullable Object value = field.getValueOrDefault(pojo);
            if (value != null) {
                values.put(field.memberName(), value);
            }
        }
        return values;
    }
}
