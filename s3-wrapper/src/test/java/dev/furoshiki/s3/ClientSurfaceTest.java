package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.operation.OperationTable;
import dev.furoshiki.s3.operation.Treatment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Every method of an S3 client is called on the encrypting one, to see what reaches the client beneath. */
class ClientSurfaceTest {

    private final List<String> reached = new ArrayList<>();

    /** A client beneath that writes down what reaches it. */
    private final S3Client beneath = (S3Client) Proxy.newProxyInstance(
            S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                reached.add(method.getName());
                return null;
            });

    private final EncryptingS3Client s3 =
            EncryptingS3Client.wrap(beneath, DataKeys.over(new StaticKeyService("test")), TestKeys.KEY);

    static Stream<Method> operations() {
        return Arrays.stream(S3Client.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() > 0)
                .filter(method -> S3Request.class.isAssignableFrom(method.getParameterTypes()[0]));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void reachesTheClientBeneathOnlyWhereTheTableSaysSo(Method method) throws ReflectiveOperationException {
        String operation = method.getName().replaceFirst("(Paginator|AsBytes)$", "");
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(ClientSurfaceTest::sample)
                .toArray();
        Throwable thrown = null;
        try {
            Object result = method.invoke(s3, arguments);
            if (method.getName().endsWith("Paginator")) {
                thrown = catchThrowable(() -> ((Iterable<?>) result).iterator().next());
            }
        } catch (InvocationTargetException e) {
            thrown = e.getCause();
        }
        Treatment treatment = OperationTable.of(operation);
        if (treatment == Treatment.PASS) {
            assertThat(reached).contains(operation);
        } else if (treatment == Treatment.REFUSE) {
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            OperationRefusedException.class,
                            e -> assertThat(e.operation()).isEqualTo(operation))
                    .hasMessageMatching(operation + " is refused: .+; .+");
            assertThat(reached).isEmpty();
        } else {
            // Handled here: an empty request names no object, or its answer is looked into.
            assertThat(EncryptingS3Client.class.getDeclaredMethods())
                    .extracting(Method::getName)
                    .contains(operation);
        }
    }

    @Test
    void theTableAndTheHandlersAgree() {
        List<String> handled = OperationTable.operations().stream()
                .filter(operation -> OperationTable.of(operation) != Treatment.PASS)
                .filter(operation -> OperationTable.of(operation) != Treatment.REFUSE)
                .toList();
        assertThat(handled)
                .containsExactlyInAnyOrder(
                        "putObject",
                        "getObject",
                        "headObject",
                        "listObjects",
                        "listObjectsV2",
                        "listObjectVersions",
                        "getObjectAttributes");
    }

    @Test
    void offersNoWayAround() {
        assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(s3::delegate);
        assertThat(reached).isEmpty();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> s3.waiter()
                        .waitUntilObjectExists(head -> head.bucket("b").key("k")));
        assertThat(reached).as("the waiter asks through the encrypting client").containsOnly("headObject");
        reached.clear();
        s3.serviceName();
        s3.utilities();
        s3.serviceClientConfiguration();
        s3.close();
        assertThat(reached).containsExactly("serviceName", "utilities", "serviceClientConfiguration", "close");
    }

    private static @Nullable Object sample(Class<?> type) {
        if (type == RequestBody.class) {
            return RequestBody.fromString("plaintext");
        } else if (type == ResponseTransformer.class) {
            return ResponseTransformer.toBytes();
        } else if (type == Path.class) {
            return Path.of("pom.xml");
        } else if (type == Consumer.class) {
            return (Consumer<Object>) builder -> {};
        }
        try {
            Object builder = type.getMethod("builder").invoke(null);
            Method build = builder.getClass().getMethod("build");
            build.setAccessible(true);
            return build.invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is new to this test", e);
        }
    }
}
