package dev.furoshiki.s3.translation;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** By name, of each class of the SDK's that was met: an object of some has eighty. */
    private static final Map<Class<?>, Map<String, SdkField<?>>> FIELDS = new ConcurrentHashMap<>();

    private Members() {}

    /** The members of an object of the SDK by their names, the same for all of its class. */
    static Map<String, SdkField<?>> of(SdkPojo pojo) {
        return FIELDS.computeIfAbsent(
                pojo.getClass(),
                type -> pojo.sdkFields().stream()
                        .collect(Collectors.toUnmodifiableMap(SdkField::memberName, Function.identity())));
    }

    /**
     * Sets every member of the target that the source has a value for.
     *
     * @param except names of members that are left alone
     */
    static <B extends SdkPojo> B copy(SdkPojo source, B target, Set<String> except) {
        return copyBehind("", source, target, except);
    }

    /** Likewise, with those that the source has under a longer name: {@code CopySourceIfMatch} is another request's {@code IfMatch}. */
    static <B extends SdkPojo> B copyBehind(String prefix, SdkPojo source, B target, Set<String> except) {
        Map<String, SdkField<?>> targets = of(target);
        for (SdkField<?> field : source.sdkFields()) {
            String name = field.memberName();
            Object value = field.getValueOrDefault(source);
            SdkField<?> counterpart = name.startsWith(prefix) ? targets.get(name.substring(prefix.length())) : null;
            if (isSet(value) && counterpart != null && !except.contains(counterpart.memberName())) {
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
        names.forEach(name -> set(target, name, null));
        return target;
    }

    /** Sets a member; one that the target does not have is left. */
    static void set(SdkPojo target, String name, @Nullable Object value) {
        SdkField<?> field = of(target).get(name);
        if (field != null) {
            field.set(target, value);
        }
    }
}
