package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.translation.OperationTable;
import dev.furoshiki.s3.translation.Treatment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/** Every method of an asynchronous S3 client is called on the encrypting one, to see what reaches the client beneath. */
class AsyncClientSurfaceTest {

    private final List<String> reached = new CopyOnWriteArrayList<>();

    /** A client beneath that writes down what reaches it, and never answers. */
    private final S3AsyncClient beneath = (S3AsyncClient) Proxy.newProxyInstance(
            S3AsyncClient.class.getClassLoader(), new Class<?>[] {S3AsyncClient.class}, (proxy, method, arguments) -> {
                reached.add(method.getName());
                return method.getReturnType() == CompletableFuture.class ? new CompletableFuture<>() : null;
            });

    private final EncryptingS3AsyncClient s3 =
            EncryptingS3AsyncClient.wrap(beneath, DataKeys.over(new StaticKeyService("test")), TestKeys.KEY);

    @AfterEach
    void close() {
        s3.close();
    }

    /** By request, and by a consumer of its builder. */
    static Stream<Method> operations() {
        return methods()
                .filter(method -> method.getParameterCount() > 0
                        && (S3Request.class.isAssignableFrom(method.getParameterTypes()[0])
                                || method.getParameterTypes()[0] == Consumer.class));
    }

    private static Stream<Method> methods() {
        return Arrays.stream(S3AsyncClient.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void reachesTheClientBeneathOnlyWhereTheTableSaysSo(Method method) throws ReflectiveOperationException {
        String operation = method.getName().replaceFirst("Paginator$", "");
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(AsyncClientSurfaceTest::sample)
                .toArray();
        Object result = method.invoke(s3, arguments);
        if (method.getName().endsWith("Paginator")) {
            // Publishers ask through the client that they were made by, when they are subscribed to.
            assertThat(reached).isEmpty();
            return;
        }
        CompletableFuture<?> future = (CompletableFuture<?>) result;
        Treatment treatment = OperationTable.of(operation);
        if (treatment == Treatment.PASS) {
            assertThat(reached).contains(operation);
        } else if (treatment == Treatment.REFUSE) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(future::join)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            OperationRefusedException.class,
                            e -> assertThat(e.operation()).isEqualTo(operation))
                    .withMessageMatching(operation + " is refused: .+; .+");
            assertThat(reached).isEmpty();
        } else {
            // Handled here: an empty request names no object, or its answer is looked into.
            assertThat(EncryptingS3AsyncClient.class.getDeclaredMethods())
                    .extracting(Method::getName)
                    .contains(operation);
        }
    }

    /** A way into the client that this test does not know is a way around it. */
    @Test
    void nothingElseIsOffered() {
        assertThat(Arrays.stream(EncryptingS3AsyncClient.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !method.getDeclaringClass().equals(Object.class))
                        .map(Method::getName))
                .as("beyond S3AsyncClient")
                .isSubsetOf(Stream.concat(methods().map(Method::getName), Stream.of("delegate"))
                        .toList());
    }

    @Test
    void aConditionOnTheSizeIsRefused() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> s3.deleteObject(
                                delete -> delete.bucket("b").key("k").ifMatchSize(7L))
                        .join())
                .havingCause()
                .isInstanceOf(OperationRefusedException.class)
                .withMessageContaining("ifMatchSize");
        assertThat(reached).isEmpty();
    }

    @Test
    void offersNoWayAround() {
        assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(s3::delegate);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(s3::presignedUrlExtension)
                .withMessageContaining("ciphertext");
        assertThat(reached).isEmpty();
        CompletableFuture<?> waiting =
                s3.waiter().waitUntilObjectExists(head -> head.bucket("b").key("k"));
        assertThat(reached).as("the waiter asks through the encrypting client").containsOnly("headObject");
        waiting.cancel(true);
        reached.clear();
        s3.serviceName();
        s3.utilities();
        s3.serviceClientConfiguration();
        s3.close();
        assertThat(reached).containsExactly("serviceName", "utilities", "serviceClientConfiguration", "close");
    }

    private static @Nullable Object sample(Class<?> type) {
        if (type == AsyncRequestBody.class) {
            return AsyncRequestBody.fromString("plaintext");
        } else if (type == AsyncResponseTransformer.class) {
            return AsyncResponseTransformer.toBytes();
        } else if (type == SelectObjectContentResponseHandler.class) {
            return SelectObjectContentResponseHandler.builder()
                    .subscriber(event -> {})
                    .build();
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
