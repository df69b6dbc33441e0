package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.frameworks.twin.Scenario;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import dev.furoshiki.jdbc.frameworks.twin.Twins;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Repositories, aggregates and templates of Spring. */
@NullUnmarked // fields are set by JUnit
@ParameterizedClass
@EnumSource(Server.class)
class SpringDataTest {

    @Parameter
    Server server;

    private static Twins twins;
    private static Shop encrypted;
    private static Shop plain;

    @BeforeParameterizedClassInvocation
    static void open(Server server) throws Exception {
        twins = new Twins(server, "dev.furoshiki.jdbc.frameworks.spring", Map.of());
        plain = Shop.open(twins.plain(), server);
        encrypted = Shop.open(twins.encrypted(), server);
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        twins.writeStatements("spring-data-jdbc");
        twins.assertThatNothingLeaked(encrypted, plain, Shop::populate, Shop.SECRETS);
        encrypted.context().close();
        plain.context().close();
        twins.close();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.of(twins.server(), Repositories.class, Templates.class);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsOnThePlainTwin(Scenario scenario) throws Throwable {
        scenario.compare(twins, encrypted, plain, Shop::populate);
        twins.assertThatNothingIsStored(Shop.SECRETS);
    }
}
