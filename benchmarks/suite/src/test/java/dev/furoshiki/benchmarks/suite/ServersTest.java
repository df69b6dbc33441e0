package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            Workload workload = ObjectWorkload.open("s3.get", ObjectWorkload.plainClient(one), one);
            assertThat(workload.run(2)).isEqualTo(200_000);
            workload.close();
        }
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
