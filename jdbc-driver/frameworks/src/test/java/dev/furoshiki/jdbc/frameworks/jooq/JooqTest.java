package dev.furoshiki.jdbc.frameworks.jooq;

import dev.furoshiki.jdbc.frameworks.twin.Scenario;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import dev.furoshiki.jdbc.frameworks.twin.Twins;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries, records, batches and definitions of jOOQ. */
@NullUnmarked // fields are set by JUnit
@ParameterizedClass
@EnumSource(Server.class)
class JooqTest {

    @Parameter
    Server server;

    private static Twins twins;
    private static DSLContext encrypted;
    private static DSLContext plain;

    @BeforeParameterizedClassInvocation
    static void open(Server server) throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        twins = new Twins(server, "dev.furoshiki.jdbc.frameworks.jooq", Map.of());
        plain = Bank.open(twins.plain(), server);
        encrypted = Bank.open(twins.encrypted(), server);
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        twins.writeStatements("jooq");
        twins.assertThatNothingLeaked(encrypted, plain, Bank::populate, Bank.SECRETS);
        twins.close();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.of(twins.server(), Reads.class, Changes.class);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsOnThePlainTwin(Scenario scenario) throws Throwable {
        scenario.compare(twins, encrypted, plain, Bank::populate);
        twins.assertThatNothingIsStored(Bank.SECRETS);
    }
}
