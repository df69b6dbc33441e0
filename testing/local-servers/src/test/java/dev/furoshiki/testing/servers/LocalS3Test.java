package dev.furoshiki.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

class LocalS3Test {

    enum Server {
        S3_PROXY,
        S3_MOCK;

        LocalS3 get() {
            return this == S3_PROXY ? LocalS3.s3Proxy() : LocalS3.s3Mock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void storesAndReturnsObjects(Server server) {
        String bucket = server.get().newBucket();
        try (S3Client client = server.get().client()) {
            client.putObject(
                    put -> put.bucket(bucket).key("a/key").metadata(java.util.Map.of("colour", "red")),
                    RequestBody.fromString("some cargo"));
            assertThat(client.getObjectAsBytes(get -> get.bucket(bucket).key("a/key"))
                            .asUtf8String())
                    .isEqualTo("some cargo");
            assertThat(client.getObjectAsBytes(
                                    get -> get.bucket(bucket).key("a/key").range("bytes=5-"))
                            .asUtf8String())
                    .isEqualTo("cargo");
            assertThat(client.headObject(head -> head.bucket(bucket).key("a/key"))
                            .metadata())
                    .containsEntry("colour", "red");
        }
    }

    @ParameterizedTest
    @EnumSource
    void completesUploadsOfParts(Server server) {
        String bucket = server.get().newBucket();
        try (S3Client client = server.get().client()) {
            String upload = client.createMultipartUpload(
                            create -> create.bucket(bucket).key("k"))
                    .uploadId();
            String tag = client.uploadPart(
                            part -> part.bucket(bucket)
                                    .key("k")
                                    .uploadId(upload)
                                    .partNumber(1),
                            RequestBody.fromBytes(new byte[1000]))
                    .eTag();
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key("k")
                    .uploadId(upload)
                    .multipartUpload(parts -> parts.parts(
                            CompletedPart.builder().partNumber(1).eTag(tag).build())));
            assertThat(client.headObject(head -> head.bucket(bucket).key("k")).contentLength())
                    .isEqualTo(1000);
        }
    }

    @Test
    void verifiesSignatures() {
        String bucket = LocalS3.s3Proxy().newBucket();
        try (S3Client stranger = LocalS3.s3Proxy()
                .clientBuilder()
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(LocalS3.ACCESS_KEY, "wrong")))
                .build()) {
            assertThatThrownBy(() -> stranger.listObjectsV2(list -> list.bucket(bucket)))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refusal -> assertThat(refusal.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void keepsLargeObjectsOnDisk(@TempDir Path directory) throws IOException {
        try (LocalS3 server = LocalS3.onDisk(directory);
                S3Client client = server.client()) {
            String bucket = server.newBucket();
            client.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(new byte[3_000_000]));
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length()))
                        .anyMatch(size -> size == 3_000_000);
            }
        }
    }
}
