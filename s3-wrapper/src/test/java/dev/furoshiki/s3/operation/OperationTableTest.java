package dev.furoshiki.s3.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

class OperationTableTest {

    /** What an S3Client has besides operations; each is looked at in EncryptingS3ClientSurfaceTest. */
    private static final Set<String> NO_OPERATIONS = Set.of(
            "close",
            "create",
            "builder",
            "serviceClientConfiguration",
            "serviceMetadata",
            "serviceName",
            "utilities",
            "waiter");

    @Test
    void namesEveryOperationOfTheSdkAndNoOther() {
        Set<String> ofTheSdk = new TreeSet<>();
        Arrays.stream(S3Client.class.getMethods())
                .filter(method -> !NO_OPERATIONS.contains(method.getName()))
                .forEach(method -> ofTheSdk.add(operationOf(method)));

        assertThat(OperationTable.operations()).containsExactlyInAnyOrderElementsOf(ofTheSdk);
        assertThat(ofTheSdk).hasSizeGreaterThan(100);
    }

    @Test
    void everyMethodThatIsNoOperationIsKnown() {
        Set<String> others = new TreeSet<>();
        for (Method method : S3Client.class.getMethods()) {
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

    private static String operationOf(Method method) {
        String name = method.getName();
        if (name.endsWith("Paginator")) {
            return name.substring(0, name.length() - "Paginator".length());
        }
        return name.endsWith("AsBytes") ? name.substring(0, name.length() - "AsBytes".length()) : name;
    }
}
