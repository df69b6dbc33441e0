package dev.furoshiki.testing.provider;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.KeyManagementService;
import java.util.List;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/**
 * A provider as the contract sees it: services over the same keys, the names of two of them, and what can be done to them
 * beyond the data plane. Thread-safe; it may serve many tests, since each leaves the keys as it found them.
 *
 * <p>What a provider does not have, its method says by {@link #without}: the tests that need it are aborted.
 */
public interface TestedProvider {

    /** Opens one more service over the same keys; the caller closes it. */
    KeyManagementService open();

    /** The URI that opens such a service, with at least one option. */
    String uri();

    /** The ARN of an enabled key for encryption. */
    String keyArn();

    /** The ARN of another one. */
    String otherKeyArn();

    /** What names the first key without region and account. */
    default String keyId() {
        return keyArn().substring(keyArn().lastIndexOf('/') + 1);
    }

    /** The ARN of an alias of the first key. */
    default String aliasArn() {
        throw without("aliases");
    }

    /** The ARN that an alias of this name would have in another account. */
    default String foreignAliasArn() {
        throw without("accounts");
    }

    /** References, well formed, to keys and aliases that do not exist. */
    List<String> absentReferences();

    /** Disables a key; returns when every service sees it. */
    default void disableKey(String keyArn) {
        throw without("a way for tests to disable a key");
    }

    default void enableKey(String keyArn) {
        throw without("a way for tests to enable a key");
    }

    /** Forbids the principal of {@link #open} to use a key; returns when every service sees it. */
    default void revokeAccess(String keyArn) {
        throw without("a way for tests to revoke access");
    }

    default void restoreAccess(String keyArn) {
        throw without("a way for tests to restore access");
    }

    /** Whether its services tell listeners of a key that was disabled. */
    default boolean tellsOfKeyChanges() {
        return false;
    }

    /** How a damaged ciphertext may be refused. */
    default Set<Class<? extends KmsException>> refusalsOfDamage() {
        return Set.of(InvalidCiphertextException.class, IncorrectKeyException.class);
    }

    /** Aborts the test, with the reason, when the server that stands in for the real one is known to get this wrong. */
    default void requires(Behaviour behaviour) {}

    /** What {@link TestedProvider} throws from a method for what the provider does not have. */
    static TestAbortedException without(String what) {
        return new TestAbortedException("not tested: this provider has no " + what);
    }

    /** What servers that imitate a key service get wrong. */
    enum Behaviour {
        /** A disabled key neither encrypts nor decrypts. */
        DISABLED_KEYS_ARE_REFUSED,
        /** A ciphertext that is said to be of another key is an {@code IncorrectKeyException}. */
        SWAPPED_KEYS_ARE_INCORRECT,
        /** Region and account of an ARN count. */
        ARNS_ARE_EXACT,
        /** The line between a name and its value in an encryption context counts. */
        CONTEXTS_ARE_EXACT
    }
}
