package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

class OperationTableTest {

    /** What clients have besides operations; each is looked at in ClientSurfaceTest and AsyncClientSurfaceTest. */
    private static final Set<String> NO_OPERATIONS = Set.of(
            "close",
            "create",
            "crtBuilder",
            "crtCreate",
            "builder",
            "presignedUrlExtension",
            "serviceClientConfiguration",
            "serviceMetadata",
            "serviceName",
            "utilities",
            "waiter");

    @Test
    void namesEveryOperationOfTheSdkAndNoOther() {
        Set<String> ofTheSdk = new TreeSet<>();
        methods()
                .filter(method -> !NO_OPERATIONS.contains(method.getName()))
                .forEach(method -> ofTheSdk.add(operationOf(method)));

        assertThat(OperationTable.operations()).containsExactlyInAnyOrderElementsOf(ofTheSdk);
        assertThat(ofTheSdk).hasSizeGreaterThan(100);
    }

    @Test
    void everyMethodThatIsNoOperationIsKnown() {
        Set<String> others = new TreeSet<>();
        for (Method method : methods().toList()) {
            boolean takesRequest = method.getParameterCount() > 0
                    && (S3Request.class.isAssignableFrom(method.getParameterTypes()[0])
                            || method.getParameterTypes()[0] == Consumer.class);
            boolean isOperation = takesRequest || method.getName().startsWith("list");
            if (!isOperation || Modifier.isStatic(method.getModifiers())) {
                others.add(method.getName());
            }
        }
        assertThat(others).containsExactlyInAnyOrderElementsOf(NO_OPERATIONS);
    }

    @Test
    void refusesWhatNobodyClassified() {
        assertThat(OperationTable.of("fetchObjectInANewWay")).isEqualTo(Treatment.REFUSE);
    }

    private static Stream<Method> methods() {
        return Stream.of(S3Client.class, S3AsyncClient.class).flatMap(client -> Arrays.stream(client.getMethods()));
    }

    private static String operationOf(Method method) {
        String name = method.getName();
        if (name.endsWith("Paginator")) {
            return name.substring(0, name.length() - "Paginator".length());
        }
        return name.endsWith("AsBytes") ? name.substring(0, name.length() - "AsBytes".length()) : name;
    }
}
