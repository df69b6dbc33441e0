package dev.furoshiki.jdbc.frameworks.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Something that an application does: a static method that takes the application and returns all that it got to know, whose
 * text is the same on both twins.
 */
public final class Scenario {

    private final Method method;

    private Scenario(Method method) {
        this.method = method;
    }

    /** Every method of the classes that is not private, and that the server can do, in the order of their names. */
    public static Stream<Scenario> of(Server server, Class<?>... classes) {
        return Arrays.stream(classes)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
                        .filter(method -> !isWithout(method, server))
                        .sorted(Comparator.comparing(Method::getName))
                        .map(Scenario::new));
    }

    private static boolean isWithout(Method method, Server server) {
        Without without = method.getAnnotation(Without.class);
        return without != null && List.of(without.value()).contains(server);
    }

    /**
     * Runs it on both, each with data of its own, and compares.
     *
     * @param populate makes the data
     */
    public <A> void compare(Twins twins, A encrypted, A plain, Consumer<A> populate) throws Throwable {
        twins.empty();
        populate.accept(plain);
        String expected = run(plain);
        twins.forgetRefusals();
        populate.accept(encrypted);
        Refused refused = method.getAnnotation(Refused.class);
        if (refused == null || !List.of(refused.on()).contains(twins.server())) {
            assertThat(run(encrypted)).as(toString()).isEqualTo(expected);
            return;
        }
        assertThatThrownBy(() -> run(encrypted)).as(toString()).isInstanceOf(Exception.class);
        assertThat(twins.refusal()).as(toString()).get(STRING).containsIgnoringCase(refused.value());
    }

    private String run(Object application) throws Throwable {
        try {
            method.setAccessible(true);
            return String.valueOf(method.invoke(null, application));
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
