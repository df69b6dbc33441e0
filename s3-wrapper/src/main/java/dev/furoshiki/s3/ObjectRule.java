package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.object.KeyScope;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import dev.furoshiki.s3.translation.ObjectRules;
import dev.furoshiki.s3.translation.PlaintextPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an encrypting client does with the objects of a place, where that is not what it does elsewhere: see
 * {@link EncryptionBuilder#rule(String, ObjectRule)}.
 *
 * <p>What a rule does not say is as the client's builder says. Immutable: each method gives another rule.
 */
public final class ObjectRule {

    private final List<RecipientKey> recipients;
    private final @Nullable KeyScope scope;
    private final PlaintextPolicy plaintext;
    private final boolean opensByOwnKeys;

    private ObjectRule(
            List<RecipientKey> recipients,
            @Nullable KeyScope scope,
            PlaintextPolicy plaintext,
            boolean opensByOwnKeys) {
        this.recipients = recipients;
        this.scope = scope;
        this.plaintext = plaintext;
        this.opensByOwnKeys = opensByOwnKeys;
    }

    /** Objects there are encrypted, under the client's own keys. */
    public static ObjectRule encrypted() {
        return new ObjectRule(List.of(), null, PlaintextPolicy.REFUSED, false);
    }

    /**
     * Objects there are encrypted, under this key instead of the client's own.
     *
     * @param keys where data keys come from
     * @param keyId a key id, key ARN or alias ({@code alias/…})
     */
    public static ObjectRule encrypted(DataKeys keys, String keyId) {
        return new ObjectRule(List.of(new RecipientKey(keys, keyId)), null, PlaintextPolicy.REFUSED, false);
    }

    /**
     * Objects there are declared to be plaintext: they are handed out as they are and listed with the size they have, and
     * writing is refused.
     */
    public static ObjectRule plaintext() {
        return new ObjectRule(List.of(), null, PlaintextPolicy.DECLARED, false);
    }

    /**
     * One more key that new objects there are wrapped under, beside that of {@link #encrypted(DataKeys, String)}.
     *
     * @throws IllegalStateException when the rule names no first key
     */
    public ObjectRule recipient(DataKeys keys, String keyId) {
        if (recipients.isEmpty()) {
            throw new IllegalStateException("the rule names no key that " + keyId + " is one more of: begin with"
                    + " ObjectRule.encrypted(keys, keyId)");
        }
        List<RecipientKey> more = new ArrayList<>(recipients);
        more.add(new RecipientKey(keys, keyId));
        return new ObjectRule(List.copyOf(more), scope, plaintext, opensByOwnKeys);
    }

    /** Whether new objects of a bucket that are there share data keys: {@link EncryptionBuilder#bucketKeys}. */
    public ObjectRule bucketKeys(boolean areShared) {
        requireEncrypted();
        return new ObjectRule(recipients, areShared ? KeyScope.BUCKET : KeyScope.OBJECT, plaintext, opensByOwnKeys);
    }

    /**
     * Objects there that have no envelope are handed out as they are, and what is written is encrypted: for places where plaintext was
     * stored before. Nothing tells such an object from one whose envelope was taken away, so whoever can write to the bucket can
     * put another in the place of each; and lists tell their sizes as if they were encrypted, 32 bytes too short for every 64 KiB begun.
     */
    public ObjectRule plaintextAllowed() {
        requireEncrypted();
        return new ObjectRule(recipients, scope, PlaintextPolicy.ALLOWED, opensByOwnKeys);
    }

    /**
     * Objects there are opened through the {@link DataKeys} of this rule alone (those of the client's builder, where it names none), and
     * not through those of other rules: else whoever may encrypt under the weakest of them, and write to the bucket, can store
     * objects here that open. Keys of one service are told apart by its own policies, not here.
     *
     * <p>What is there already, and was written under others, does not open any more: copy each object onto itself before.
     */
    public ObjectRule openedByOwnKeysOnly() {
        requireEncrypted();
        return new ObjectRule(recipients, scope, plaintext, true);
    }

    private void requireEncrypted() {
        if (plaintext == PlaintextPolicy.DECLARED) {
            throw new IllegalStateException("a rule that declares plaintext says nothing of encryption: begin with"
                    + " ObjectRule.encrypted()");
        }
    }

    ObjectRules.Rule over(Wrapping common) {
        Wrapping wrapping = new Wrapping(
                recipients.isEmpty() ? common.recipients() : recipients, scope == null ? common.scope() : scope);
        return new ObjectRules.Rule(wrapping, plaintext, opensByOwnKeys);
    }
}
