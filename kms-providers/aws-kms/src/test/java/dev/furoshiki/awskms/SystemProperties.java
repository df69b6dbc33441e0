package dev.furoshiki.awskms;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** System properties that a test sets, and puts back. */
final class SystemProperties {

    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    void set(String name, String value) {
        String old = System.setProperty(name, value);
        if (!before.containsKey(name)) {
            before.put(name, old);
        }
    }

    void clear(String name) {
        String old = System.clearProperty(name);
        if (!before.containsKey(name)) {
            before.put(name, old);
        }
    }

    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        before.clear();
    }
}
