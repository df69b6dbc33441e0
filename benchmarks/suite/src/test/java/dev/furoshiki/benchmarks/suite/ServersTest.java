package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import dev.furoshiki.benchmarks.workload.ObjectProtection;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Real servers in a real process of their own, and the workloads over what a subject would be told of them. */
@Timeout(120)
class ServersTest {

    @Test
    void everyDatabaseIsFreshAndGoneWithTheProcess() throws Exception {
        String url;
        try (Servers servers = new Servers(Settings.SMOKE)) {
            assertThat(servers.parameters(MeasuredWorkload.Server.NONE)).isEmpty();
            for (String name : JdbcDatabase.POSTGRES.workloads()) {
                Parameters parameters = parameters(servers, MeasuredWorkload.Server.POSTGRES, "rows", "100");
                JdbcWorkload.open(name, () -> DriverManager.getConnection(parameters.require("postgres")), parameters)
                        .close();
            }
            url = Objects.requireNonNull(
                    servers.parameters(MeasuredWorkload.Server.POSTGRES).get("postgres"));
            try (Connection connection = DriverManager.getConnection(url)) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    @Test
    void everyBucketIsFreshAndEmpty() throws Exception {
        try (Servers servers = new Servers(Settings.SMOKE)) {
            Parameters one = parameters(servers, MeasuredWorkload.Server.S3, "object.bytes", "100000");
            Parameters other = parameters(servers, MeasuredWorkload.Server.S3, "object.bytes", "100000");
            assertThat(one.require("s3.bucket")).isNotEqualTo(other.require("s3.bucket"));
            Workload workload = ObjectWorkload.open("s3.get-64m", ObjectProtection.NONE, one);
            assertThat(workload.run(2)).isEqualTo(200_000);
            workload.close();
        }
    }

    @Test
    void aClientThatStoresPlaintextIsFoundOut() {
        try (Servers servers = new Servers(Settings.SMOKE)) {
            Parameters parameters = parameters(servers, MeasuredWorkload.Server.S3, "object.bytes", "100000");
            for (String name : List.of("s3.put-1k", "s3.range-64k")) {
                assertThatThrownBy(() -> ObjectWorkload.open(name, plain -> plain, parameters))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the store has plaintext of the object");
            }
        }
    }

    @Test
    void aClientThatGivesBackSomethingElseIsFoundOut() {
        try (Servers servers = new Servers(Settings.SMOKE)) {
            Parameters parameters = parameters(servers, MeasuredWorkload.Server.S3, "object.bytes", "100000");
            assertThatThrownBy(() -> ObjectWorkload.open("s3.put-1m", Forgetful::new, parameters))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the 1000 bytes that were read are not the 100000 that were stored");
        }
    }

    /** Stores some of what it is given. */
    private static final class Forgetful extends DelegatingS3Client {

        Forgetful(S3Client plain) {
            super(plain);
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            return super.putObject(request, RequestBody.fromBytes(new byte[1000]));
        }
    }

    @Test
    void objectsOfAServerThatWasKilledAreRemoved(@TempDir Path folder) throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path abandoned = folder.resolve("furoshiki-benchmark-objects-" + gone.pid());
        Files.createDirectories(abandoned.resolve("bucket/object"));
        Path alive = folder.resolve(
                "furoshiki-benchmark-objects-" + ProcessHandle.current().pid());
        Path other = folder.resolve("furoshiki-benchmark-objects-of-mine");
        Files.createDirectory(alive);
        Files.createDirectory(other);
        ObjectFolder.removeAbandoned(folder);
        assertThat(folder).isDirectoryNotContaining(abandoned::equals);
        assertThat(alive).isDirectory();
        assertThat(other).isDirectory();
    }

    @Test
    void whatTheyDoNotKnowIsNamed() {
        assertThatThrownBy(() -> ServersProcess.answer(Message.of("mainframe")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown request 'mainframe'");
    }

    private static Parameters parameters(Servers servers, MeasuredWorkload.Server server, String name, String value) {
        Map<String, String> values = new TreeMap<>(servers.parameters(server));
        values.put(name, value);
        return new Parameters(1, values);
    }
}
