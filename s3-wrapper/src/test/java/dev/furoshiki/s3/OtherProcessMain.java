package dev.furoshiki.s3;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.ResumableFileUpload;

/** Goes on, in a JVM of its own, with an upload that another process began: it has the key store, the upload's id and nothing else. */
final class OtherProcessMain {

    private final List<String> arguments;
    private final TestKeys keys;

    private OtherProcessMain(List<String> arguments, TestKeys keys) {
        this.arguments = arguments;
        this.keys = keys;
    }

    /** Takes what is to be done, endpoint, access key, secret key, the folder of the key store, and what the deed needs. */
    public static void main(String[] arguments) throws Exception {
        TestKeys keys = TestKeys.open(Path.of(arguments[4]));
        try {
            OtherProcessMain other = new OtherProcessMain(List.of(arguments), keys);
            switch (arguments[0]) {
                case "complete" -> other.complete(arguments[5], arguments[6], arguments[7], Path.of(arguments[8]));
                case "resume" -> other.resume(Path.of(arguments[5]));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } finally {
            keys.leave();
        }
    }

    /** Uploads the last part that is missing, finds out what there is, and completes it. */
    private void complete(String bucket, String key, String uploadId, Path lastPart) {
        try (S3Client plain = S3Client.builder()
                        .endpointOverride(URI.create(arguments.get(1)))
                        .region(Region.EU_CENTRAL_1)
                        .forcePathStyle(true)
                        .credentialsProvider(credentials())
                        .build();
                S3Client s3 = EncryptingS3Client.wrap(plain, keys.keys(), TestKeys.KEY)) {
            s3.uploadPart(
                    part -> part.bucket(bucket).key(key).uploadId(uploadId).partNumber(3),
                    RequestBody.fromFile(lastPart));
            List<CompletedPart> parts =
                    s3.listParts(list -> list.bucket(bucket).key(key).uploadId(uploadId)).parts().stream()
                            .map(part -> CompletedPart.builder()
                                    .partNumber(part.partNumber())
                                    .eTag(part.eTag())
                                    .build())
                            .toList();
            s3.completeMultipartUpload(completion -> completion
                    .bucket(bucket)
                    .key(key)
                    .uploadId(uploadId)
                    .multipartUpload(
                            CompletedMultipartUpload.builder().parts(parts).build()));
            System.out.println("completed " + parts.size() + " parts");
        }
    }

    private void resume(Path token) throws Exception {
        S3AsyncClient plain = S3AsyncClient.builder()
                .endpointOverride(URI.create(arguments.get(1)))
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new WholeSeconds()))
                .build();
        try (S3AsyncClient s3 =
                        TransferClients.pausable(EncryptingS3AsyncClient.builder(plain, keys.keys(), TestKeys.KEY)
                                .partBytes(5 << 20)
                                .build());
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(s3).build()) {
            transfers
                    .resumeUploadFile(ResumableFileUpload.fromString(Files.readString(token, StandardCharsets.UTF_8)))
                    .completionFuture()
                    .join();
            System.out.println("resumed");
        }
    }

    private StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(arguments.get(2), arguments.get(3)));
    }
}
