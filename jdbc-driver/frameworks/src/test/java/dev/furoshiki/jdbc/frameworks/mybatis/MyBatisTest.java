package dev.furoshiki.jdbc.frameworks.mybatis;

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

/** Mappers, dynamic SQL, batches and generated keys of MyBatis. */
@NullUnmarked // fields are set by JUnit
@ParameterizedClass
@EnumSource(Server.class)
class MyBatisTest {

    @Parameter
    Server server;

    private static Twins twins;
    private static Library encrypted;
    private static Library plain;

    @BeforeParameterizedClassInvocation
    static void open(Server server) throws Exception {
        twins = new Twins(server, "dev.furoshiki.jdbc.frameworks.mybatis", Map.of());
        plain = new Library(twins.plain(), server);
        encrypted = new Library(twins.encrypted(), server);
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        twins.writeStatements("mybatis");
        twins.assertThatNothingLeaked(encrypted, plain, Library::populate, Library.SECRETS);
        twins.close();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.of(twins.server(), Desk.class);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsOnThePlainTwin(Scenario scenario) throws Throwable {
        scenario.compare(twins, encrypted, plain, Library::populate);
        twins.assertThatNothingIsStored(Library.SECRETS);
    }
}
