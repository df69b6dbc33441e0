package dev.furoshiki.s3.translation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Carries the members of one SDK object over to another by their names, so that a member which the SDK gains later
 * is carried over too. Stateless.
 */
final class Members {

    private Members() {}

    /**
     * Sets every member of the target that the source has a value for.
     *
     * @param except names of members that are left alone
     */
    static <B extends SdkPojo> B copy(SdkPojo source, B target, Set<String> except) {
        Map<String, SdkField<?>> targets = new HashMap<>();
        target.sdkFields().forEach(field -> targets.put(field.memberName(), field));
        for (SdkField<?> field : source.sdkFields()) {
            Object value = field.getValueOrDefault(source);
            SdkField<?> counterpart = targets.get(field.memberName());
            if (isSet(value) && counterpart != null && !except.contains(field.memberName())) {
                counterpart.set(target, value);
            }
        }
        return target;
    }

    static <B extends SdkPojo> B copy(SdkPojo source, B target) {
        return copy(source, target, Set.of());
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructMap) && !(value instanceof SdkAutoConstructList);
    }

    /** Unsets members; one that the target does not have is none to unset. */
    static <B extends SdkPojo> B clear(B target, Set<String> names) {
        for (SdkField<?> field : target.sdkFields()) {
            if (names.contains(field.memberName())) {
                field.set(target, null);
            }
        }
        return target;
    }
}
