package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.frameworks.twin.Scenario;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import dev.furoshiki.jdbc.frameworks.twin.Twins;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hibernate's own schema, sessions, HQL, criteria and bulk statements. */
@NullUnmarked // fields are set by JUnit
@ParameterizedClass
@EnumSource(Server.class)
class HibernateTest {

    @Parameter
    Server server;

    private static Twins twins;
    private static SessionFactory encrypted;
    private static SessionFactory plain;

    @BeforeParameterizedClassInvocation
    static void open(Server server) throws Exception {
        twins = new Twins(server, Types.annotated(server), Types.policy(server));
        plain = Clinic.open(twins.plain(), Types.creation(server));
        encrypted = Clinic.open(twins.encrypted(), Types.creation(server));
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        twins.assertThatNothingLeaked(encrypted, plain, Clinic::populate, Clinic.SECRETS);
        twins.writeStatements("hibernate-" + org.hibernate.Version.getVersionString());
        encrypted.close();
        plain.close();
        twins.close();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.of(twins.server(), Lookups.class, Relations.class, Writes.class, Bulk.class);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsOnThePlainTwin(Scenario scenario) throws Throwable {
        scenario.compare(twins, encrypted, plain, Clinic::populate);
        twins.assertThatNothingIsStored(Clinic.SECRETS);
    }
}
