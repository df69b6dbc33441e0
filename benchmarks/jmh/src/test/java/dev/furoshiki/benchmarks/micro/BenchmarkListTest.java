package dev.furoshiki.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where JMH's annotation processor did not run, there are no benchmarks and nobody is told: from JDK 23 on it runs only
 * where it is asked for.
 */
class BenchmarkListTest {

    private static final List<Class<?>> CLASSES = List.of(
            RawGcm.class,
            RandomizedCell.class,
            DeterministicCell.class,
            CachedKey.class,
            SharedCachedKey.class,
            AuditedCall.class,
            CachedPlan.class,
            PreparedStatements.class,
            AuditAppend.class);

    @BeforeAll
    static void startPostgres() throws SQLException {
        LocalDatabase database = LocalPostgres.newDatabase();
        System.setProperty(
                PreparedStatements.URL_PROPERTY,
                database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password());
    }

    @AfterAll
    static void forgetPostgres() {
        System.clearProperty(PreparedStatements.URL_PROPERTY);
    }

    /** JMH's annotation is not kept at run time, so the methods are named here. */
    static Stream<String> benchmarks() {
        return Stream.of(
                "RawGcm.seal",
                "RawGcm.open",
                "RandomizedCell.seal",
                "RandomizedCell.open",
                "RandomizedCell.equalityIndex",
                "DeterministicCell.seal",
                "DeterministicCell.open",
                "CachedKey.forEncryption",
                "CachedKey.forDecryption",
                "CachedKey.bareCaffeine",
                "CachedKey.bareCaffeineWithoutAge",
                "CachedKey.materialsToEncrypt",
                "CachedKey.materialsToDecrypt",
                "SharedCachedKey.forEncryption",
                "SharedCachedKey.forDecryption",
                "SharedCachedKey.bareCaffeine",
                "SharedCachedKey.materialsToEncrypt",
                "AuditedCall.generateDataKey",
                "AuditedCall.encrypt",
                "AuditedCall.decrypt",
                "CachedPlan.rewritten",
                "CachedPlan.passThrough",
                "PreparedStatements.plainDriver",
                "PreparedStatements.overEncrypted",
                "PreparedStatements.passThrough",
                "AuditAppend.groupCommit",
                "AuditAppend.syncForEach",
                "AuditAppend.oneThread");
    }

    @Test
    void theProcessorRanOverEveryBenchmark() throws Exception {
        try (InputStream list = BenchmarkListTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            String text =
                    new String(Objects.requireNonNull(list, "no benchmarks").readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.lines()).hasSameSizeAs(benchmarks().toList());
            for (Class<?> type : CLASSES) {
                assertThat(text).contains(type.getName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void aBenchmarkDoesItsWork(String name) throws Exception {
        String[] parts = name.split("\\.", -1);
        Class<?> type = CLASSES.stream()
                .filter(candidate -> candidate.getSimpleName().equals(parts[0]))
                .findFirst()
                .orElseThrow();
        Object state = type.getConstructor().newInstance();
        type.getMethod("setUp").invoke(state);
        Method benchmark = type.getMethod(parts[1]);
        assertThat(benchmark.invoke(state)).isNotNull();
        assertThat(benchmark.invoke(state)).isNotNull();
        for (Method method : type.getMethods()) {
            if (method.getName().equals("tearDown")) {
                assertThatCode(() -> method.invoke(state)).doesNotThrowAnyException();
            }
        }
    }
}
