package dev.furoshiki.s3;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on MinIO, where Docker is. */
class MinioContractTest {

    private static @Nullable Server server;

    private record Server(MinIOContainer container, S3Client plain, TestKeys keys) {}

    @BeforeAll
    static void startWhereDockerIs() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "not tested on MinIO: there is no Docker here");
        MinIOContainer container = new MinIOContainer("minio/minio:RELEASE.2025-04-22T22-12-26Z");
        container.start();
        S3Client plain = S3Client.builder()
                .endpointOverride(URI.create(container.getS3URL()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(container.getUserName(), container.getPassword())))
                .build();
        server = new Server(container, plain, TestKeys.create());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.plain().close();
            server.keys().close();
            server.container().stop();
        }
    }

    private static Server server() {
        return Objects.requireNonNull(server);
    }

    @Nested
    class PlainClient extends S3ClientContract {
        @Override
        S3Client client() {
            return server().plain();
        }
    }

    @Nested
    class EncryptingClient extends S3ClientContract {
        @Override
        S3Client client() {
            return EncryptingS3Client.builder(server().plain(), server().keys().keys(), TestKeys.KEY)
                    .partBytes(5 << 20)
                    .build();
        }
    }
}
