package dev.furoshiki.benchmarks.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On H2; on PostgreSQL it is the suite that tries it. */
class TinkTest {

    private final Subject subject =
            ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    /** Opened only where values came back and the administrator could read none of them. */
    @ParameterizedTest
    @MethodSource("workloads")
    void workloadsFindTheirOwnRows(String name) throws Exception {
        Workload workload = subject.open(name, h2(name));
        assertThat(workload.run(2)).isPositive();
        workload.close();
    }

    static Set<String> workloads() {
        return JdbcDatabase.H2.workloads();
    }

    @Test
    void fourColumnsOfEightAreEncryptedAndOneIsIndexed() throws Exception {
        Parameters parameters = h2("columns");
        subject.open("h2.insert", parameters).run(3);
        try (Connection plain = DriverManager.getConnection(JdbcDatabase.H2.url(parameters));
                Statement statement = plain.createStatement();
                ResultSet columns = statement.executeQuery(
                        "select listagg(column_name, ' ') within group (order by ordinal_position), min(rows) from"
                                + " information_schema.columns, (select count(*) as rows from customers) as counted"
                                + " where table_name = 'CUSTOMERS' and data_type = 'BINARY VARYING'"
                                + " and column_name not in ('SEGMENT', 'REMARK')")) {
            columns.next();
            assertThat(columns.getString(1)).isEqualTo("NAME ADDRESS PHONE BALANCE NAME_INDEX");
            // What it was filled with, in batches of 100, and the three.
            assertThat(columns.getInt(2)).isEqualTo(103);
        }
    }

    /** A peer that ran on our own classes would be none. */
    @Test
    void noProductIsOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("dev.furoshiki.crypto.Aead")).isInstanceOf(ClassNotFoundException.class);
    }

    private static Parameters h2(String name) {
        return new Parameters(
                1,
                Map.of("rows", "100", "h2", "jdbc:h2:mem:" + name + ";OPTIMIZE_REUSE_RESULTS=FALSE;DB_CLOSE_DELAY=-1"));
    }
}
