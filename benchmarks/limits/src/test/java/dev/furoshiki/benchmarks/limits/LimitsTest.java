package dev.furoshiki.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcSession;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {

    private static final Parameters NONE = new Parameters(1, Map.of());

    private final Subject limits = ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    /** Every operation returns at least the number of bytes it moved; the first byte of a ciphertext may be negative. */
    @ParameterizedTest
    @CsvSource({"cell.seal, 64, 80", "cell.open, 64, 64", "segment.seal, 65536, 65552", "segment.open, 65536, 65536"})
    void theBareCipherMovesWhatItSays(String name, long bytes, long moved) throws Exception {
        Workload workload = limits.open(name, NONE);
        assertThat(workload.bytesPerOperation()).isEqualTo(bytes);
        assertThat(workload.run(10)).isBetween(10 * (moved - 128), 10 * (moved + 128));
    }

    @ParameterizedTest
    @CsvSource({"keys.hit-1", "keys.hit-2", "keys.decrypt-hit-1", "keys.decrypt-hit-2"})
    void everyReadOfTheCacheIsAHit(String name) throws Exception {
        Workload workload = limits.open(name, NONE);
        assertThat(workload.run(1000)).isEqualTo(32_000);
        workload.close();
    }

    @ParameterizedTest
    @CsvSource({"audit.append-1", "service.generate-data-key-8"})
    void everyAppendIsWhole(String name) throws Exception {
        Workload workload = limits.open(name, NONE);
        assertThat(workload.run(20)).isEqualTo(20 * 800);
        workload.close();
    }

    @Test
    void everyRowThatWasStoredIsRead(@TempDir Path folder) throws Exception {
        Map<String, String> state = Map.of(Parameters.STATE, folder.toString(), "keys", "30");
        Map<String, String> prepare = new TreeMap<>(state);
        prepare.put(Parameters.PREPARE, "true");
        limits.open("start.many-keys", new Parameters(1, prepare)).close();
        Workload many = limits.open("start.many-keys", new Parameters(1, state));
        assertThat(many.run(1)).isEqualTo(30 * 200);
        many.close();
        Workload one = limits.open("start.one-key", new Parameters(1, state));
        assertThatThrownBy(() -> one.run(1)).hasMessage("30 rows instead of 1");
        one.close();
    }

    @ParameterizedTest
    @MethodSource("h2Workloads")
    void workloadsOnH2FindTheirOwnRows(String name) throws Exception {
        Workload workload = limits.open(name, h2(name));
        assertThat(workload.run(2)).isPositive();
        workload.close();
    }

    static Set<String> h2Workloads() {
        return JdbcDatabase.H2.workloads();
    }

    @Test
    void aSubjectThatProtectsNothingIsFoundOut() {
        Parameters parameters = h2("unprotected");
        JdbcSession session = new JdbcSession() {
            @Override
            public Connection connect() throws SQLException {
                return DriverManager.getConnection(JdbcDatabase.H2.url(parameters));
            }

            @Override
            public Optional<Connection> connectAsAdministrator() throws SQLException {
                return Optional.of(connect());
            }
        };
        assertThatThrownBy(() -> JdbcWorkload.open("h2.update", session, parameters))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the administrator can read a protected value in column NAME");
    }

    @Test
    void aSubjectThatGivesBackSomethingElseIsFoundOut() {
        Parameters parameters = h2("mistaken");
        JdbcSession session = new JdbcSession() {
            @Override
            public Connection connect() throws SQLException {
                return DriverManager.getConnection(JdbcDatabase.H2.url(parameters));
            }

            @Override
            public CustomerTable customers() {
                return new CustomerTable() {
                    @Override
                    public BigDecimal balance(ResultSet row, int place) {
                        return BigDecimal.ZERO;
                    }
                };
            }
        };
        assertThatThrownBy(() -> JdbcWorkload.open("h2.update", session, parameters))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("a customer that is read is not the one that was written");
    }

    @Test
    void aWorkloadThatIsNoneIsNamed() {
        assertThatThrownBy(() -> limits.open("jdbc.dream", NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JDBC workload 'jdbc.dream', only [jdbc.batch-insert");
    }

    /** A limit that ran on our own classes would be none. */
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
