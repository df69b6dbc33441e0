package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.translation.OperationTable;
import dev.furoshiki.s3.translation.Treatment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
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

    /** By request, and by a consumer of its builder. */
    static Stream<Method> operations() {
        return methods().filter(ClientSurfaceTest::isOperation);
    }

    private static Stream<Method> methods() {
        return Arrays.stream(S3Client.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    private static boolean isOperation(Method method) {
        return method.getParameterCount() > 0
                && (S3Request.class.isAssignableFrom(method.getParameterTypes()[0])
                        || method.getParameterTypes()[0] == Consumer.class);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void reachesTheClientBeneathOnlyWhereTheTableSaysSo(Method method) throws ReflectiveOperationException {
        String operation = operationOf(method);
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

    private static String operationOf(Method method) {
        return method.getName().replaceFirst("(Paginator|AsBytes)$", "");
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
                        "copyObject",
                        "createMultipartUpload",
                        "uploadPart",
                        "uploadPartCopy",
                        "listParts",
                        "listMultipartUploads",
                        "completeMultipartUpload",
                        "abortMultipartUpload",
                        "headObject",
                        "listObjects",
                        "listObjectsV2",
                        "listObjectVersions",
                        "getObjectAttributes",
                        "renameObject");
    }

    /** A way into the client that this test does not know is a way around it. */
    @Test
    void nothingElseIsOffered() {
        assertThat(Arrays.stream(EncryptingS3Client.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !method.getDeclaringClass().equals(Object.class))
                        .map(Method::getName))
                .as("beyond S3Client")
                .isSubsetOf(Stream.concat(methods().map(Method::getName), Stream.of("delegate", "openChannel"))
                        .toList());
    }

    /** Not an operation of S3: it asks by getObject, and no other. */
    @Test
    void aChannelAsksByGetObject() {
        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(() -> s3.openChannel(get -> {}))
                .withMessageContaining("a bucket and a key");
        assertThat(reached).isEmpty();
        assertThat(catchThrowable(() -> s3.openChannel(get -> get.bucket("b").key("k"))))
                .as("the client beneath answers nothing")
                .isInstanceOf(NullPointerException.class);
        assertThat(reached).containsExactly("getObject");
    }

    @Test
    void aConditionOnTheSizeIsRefused() {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() ->
                        s3.deleteObject(delete -> delete.bucket("b").key("k").ifMatchSize(7L)))
                .withMessageContaining("ifMatchSize");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.deleteObjects(delete -> delete.bucket("b")
                        .delete(all -> all.objects(
                                ObjectIdentifier.builder().key("k").size(7L).build()))))
                .withMessageContaining("deleteObjects is refused");
        assertThat(reached).isEmpty();
        s3.deleteObjects(delete -> delete.bucket("b")
                .delete(all -> all.objects(ObjectIdentifier.builder().key("a").build())));
        assertThat(reached).containsExactly("deleteObjects");
    }

    /** Whatever is forwarded speaks of sizes here only, in this version of the SDK. */
    @Test
    void noOtherForwardedRequestSpeaksOfSizes() throws ReflectiveOperationException {
        Set<String> spoken = new TreeSet<>();
        for (Method method : operations().toList()) {
            Class<?> type = method.getParameterTypes()[0];
            if (type != Consumer.class && OperationTable.of(operationOf(method)) == Treatment.PASS) {
                SdkPojo request = (SdkPojo) type.getMethod("builder").invoke(null);
                sizesIn(request.sdkFields(), method.getName(), 0, spoken);
            }
        }
        assertThat(spoken)
                .containsExactly(
                        "deleteObject.IfMatchSize",
                        "deleteObjects.Delete.Objects.Size",
                        // Of stored bytes: which objects a rule applies to, 32 bytes more for every 64 KiB begun.
                        "putBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Filter.And.ObjectSizeGreaterThan",
                        "putBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Filter.And.ObjectSizeLessThan",
                        "putBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Filter.ObjectSizeGreaterThan",
                        "putBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Filter.ObjectSizeLessThan");
    }

    @SuppressWarnings("ReferenceEquality") // a marshalling type is one of its class's constants
    private static void sizesIn(List<SdkField<?>> fields, String path, int depth, Set<String> spoken) {
        for (SdkField<?> field : fields) {
            String name = path + "." + field.memberName();
            SdkField<?> inner = field.containsTrait(ListTrait.class)
                    ? field.getTrait(ListTrait.class).memberFieldInfo()
                    : field;
            if (name.matches(".*(Size|Length|Offset)[A-Za-z]*")
                    && !inner.marshallingType().equals(MarshallingType.STRING)) {
                spoken.add(name);
            }
            if (inner.marshallingType().equals(MarshallingType.SDK_POJO)) {
                assertThat(depth).as("a type within itself: " + name).isLessThan(12);
                sizesIn(inner.constructor().get().sdkFields(), name, depth + 1, spoken);
            }
        }
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
