package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was computed from one data key: once a label, closed with the key. Thread-safe. */
final class DerivedValues {

    private static final System.Logger LOG = System.getLogger(DerivedValues.class.getName());

    // Not computeIfAbsent: a computation may derive from the same key under another label, which the map would refuse.
    private final Map<Object, Derivation> byLabel = new ConcurrentHashMap<>();

    /** The value under that label, if it is there. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // equal labels mean equal types (DataKey.derived)
    <T extends AutoCloseable> @Nullable T get(Object label) {
        Derivation derivation = byLabel.get(label);
        return derivation == null ? null : derivation.value();
    }

    /** The value under that label, computed if need be. The caller sees to it that the key lives meanwhile. */
    <T extends AutoCloseable> T compute(Object label, SecretBytes secret, Function<SecretBytes, T> computation) {
        Derivation fresh = new Derivation();
        Derivation before = byLabel.putIfAbsent(label, fresh);
        return (before == null ? fresh : before).compute(secret, computation);
    }

    /** Closes all; called once, when nobody holds the key. */
    void close() {
        byLabel.values().forEach(Derivation::close);
        byLabel.clear();
    }

    /** A place for one value. A computation that fails leaves it empty, and the next caller tries again. */
    private static final class Derivation {

        private volatile @Nullable AutoCloseable value;

        // Equal labels mean equal computations, hence equal types (DataKey.derived).
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        <T extends AutoCloseable> @Nullable T value() {
            return (T) value;
        }

        synchronized <T extends AutoCloseable> T compute(SecretBytes secret, Function<SecretBytes, T> computation) {
            T known = value();
            if (known != null) {
                return known;
            }
            T computed = computation.apply(secret);
            value = computed;
            return computed;
        }

        void close() {
            AutoCloseable closing = value;
            if (closing == null) {
                return;
            }
            try {
                closing.close();
            } catch (Throwable failed) {
                // The rest has to be closed and the key zeroed all the same, whatever it is. The message might hold
                // anything:
                // left out.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a value derived from a data key could not be closed: {0} threw {1}",
                        closing.getClass().getName(),
                        failed.getClass().getName());
            }
        }
    }
}
