package dev.furoshiki.jdbc.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every method of every JDBC interface of the running JDK, each overload, is forwarded with its own arguments. A default
 * method that a newer JDK adds fails here until somebody has looked at it.
 */
@NullUnmarked
class ForwardingTest {

    /** One call as the delegate saw it. */
    private record Call(Method method, List<Object> arguments) {}

    @TestFactory
    Stream<DynamicTest> everyMethodIsForwarded() {
        return Stream.of(
                        tests(Connection.class, delegate -> new ForwardingConnection(delegate) {}),
                        tests(Statement.class, delegate -> new ForwardingStatement(delegate) {}),
                        tests(PreparedStatement.class, delegate -> new ForwardingPreparedStatement(delegate) {}),
                        tests(CallableStatement.class, delegate -> new ForwardingCallableStatement(delegate) {}),
                        tests(ResultSet.class, delegate -> new ForwardingResultSet(delegate) {}),
                        tests(DatabaseMetaData.class, delegate -> new ForwardingDatabaseMetaData(delegate) {}),
                        tests(ResultSetMetaData.class, delegate -> new ForwardingResultSetMetaData(delegate) {}),
                        tests(ParameterMetaData.class, delegate -> new ForwardingParameterMetaData(delegate) {}))
                .flatMap(Function.identity());
    }

    private static <T> Stream<DynamicTest> tests(Class<T> type, Function<T, T> forwarding) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(method -> DynamicTest.dynamicTest(
                        type.getSimpleName() + "." + method.getName() + Arrays.toString(method.getParameterTypes()),
                        () -> isForwarded(type, method, forwarding)));
    }

    private static <T> void isForwarded(Class<T> type, Method method, Function<T, T> forwarding) throws Exception {
        Arguments arguments = new Arguments();
        List<Call> calls = new ArrayList<>();
        Object result = arguments.of(method.getReturnType());
        T delegate = type.cast(Proxy.newProxyInstance(
                ForwardingTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, values) -> {
                    calls.add(new Call(called, values == null ? List.of() : Arrays.asList(values)));
                    return result;
                }));
        T wrapper = forwarding.apply(delegate);
        assertThat(wrapper.getClass()
                        .getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass()
                        .getPackageName())
                .as("where it is overridden")
                .isEqualTo(ForwardingTest.class.getPackageName());
        Object[] values = arguments.ofAll(method.getParameterTypes());
        Object returned = method.invoke(wrapper, values);
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).method().getName()).isEqualTo(method.getName());
        assertThat(calls.get(0).method().getParameterTypes()).isEqualTo(method.getParameterTypes());
        assertThat(calls.get(0).arguments()).isEqualTo(Arrays.asList(values));
        assertThat(returned).isEqualTo(result);
    }

    /** Values of any type, no two alike. */
    private static final class Arguments {

        private int last;

        Object[] ofAll(Class<?>[] types) {
            return Arrays.stream(types).map(this::of).toArray();
        }

        Object of(Class<?> type) {
            int number = ++last;
            if (type == int.class) {
                return number;
            } else if (type == long.class) {
                return (long) number;
            } else if (type == short.class) {
                return (short) number;
            } else if (type == byte.class) {
                return (byte) number;
            } else if (type == float.class) {
                return (float) number;
            } else if (type == double.class) {
                return (double) number;
            } else if (type == boolean.class) {
                return true;
            } else if (type == void.class) {
                return null;
            } else if (type == String.class) {
                return "s" + number;
            } else if (type == Class.class) {
                return String.class;
            } else if (type.isArray()) {
                return java.lang.reflect.Array.newInstance(type.getComponentType(), number);
            }
            return object(type, number);
        }

        private static Object object(Class<?> type, int number) {
            if (type.isInterface()) {
                return Proxy.newProxyInstance(
                        ForwardingTest.class.getClassLoader(), new Class<?>[] {type}, new Identity(number));
            }
            return switch (type.getName()) {
                case "java.io.InputStream" -> new java.io.ByteArrayInputStream(new byte[number]);
                case "java.io.Reader" -> new java.io.StringReader("r" + number);
                case "java.math.BigDecimal" -> new java.math.BigDecimal(number);
                case "java.net.URL" -> url(number);
                case "java.sql.Date" -> new java.sql.Date(number);
                case "java.sql.Time" -> new java.sql.Time(number);
                case "java.sql.Timestamp" -> new java.sql.Timestamp(number);
                case "java.sql.SQLWarning" -> new java.sql.SQLWarning("w" + number);
                case "java.util.Calendar" -> new java.util.GregorianCalendar(number, 1, 1);
                case "java.util.Properties" -> new java.util.Properties(number);
                case "java.lang.Object" -> new Object();
                case "java.sql.RowIdLifetime" -> java.sql.RowIdLifetime.ROWID_VALID_SESSION;
                default -> throw new AssertionError("no value of " + type);
            };
        }

        private static Object url(int number) {
            try {
                return new java.net.URI("http://localhost/" + number).toURL();
            } catch (java.io.IOException | java.net.URISyntaxException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** A proxy that equals only itself. */
    private record Identity(int number) implements java.lang.reflect.InvocationHandler {

        @Override
        @SuppressWarnings("ReferenceEquality") // what a proxy of that kind does
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> number;
                default -> "proxy " + number;
            };
        }
    }
}
