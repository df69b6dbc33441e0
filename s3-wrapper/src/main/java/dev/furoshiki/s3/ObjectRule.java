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

    private ObjectRule(List<RecipientKey> recipients, @Nullable KeyScope scope, PlaintextPolicy plaintext) {
        this.recipients = recipients;
        this.scope = scope;
        this.plaintext = plaintext;
    }

    /** Objects there are encrypted, under the client's own keys. */
    public static ObjectRule encrypted() {
        return new ObjectRule(List.of(), null, PlaintextPolicy.REFUSED);
    }

    /**
     * Objects there are encrypted, under this key instead of the client's own.
     *
     * @param keys where data keys come from
     * @param keyId a key id, key ARN or alias ({@code alias/…})
     */
    public static ObjectRule encrypted(DataKeys keys, String keyId) {
        return new ObjectRule(List.of(new RecipientKey(keys, keyId)), null, PlaintextPolicy.REFUSED);
    }

    /**
     * Objects there are declared to be plaintext: they are handed out as they are and listed with the size they have, and
     * writing is refused.
     */
    public static ObjectRule plaintext() {
        return new ObjectRule(List.of(), null, PlaintextPolicy.DECLARED);
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
        return new ObjectRule(List.copyOf(more), scope, plaintext);
    }

    /** Whether new objects of a bucket that are there share data keys: {@link EncryptionBuilder#bucketKeys}. */
    public ObjectRule bucketKeys(boolean areShared) {
        requireEncrypted();
        return new ObjectRule(recipients, areShared ? KeyScope.BUCKET : KeyScope.OBJECT, plaintext);
    }

    /**
     * Objects there that have no envelope are handed out as they are, and what is written is encrypted: for places where plaintext was
     * stored before. Nothing tells such an object from one whose envelope was taken away, so whoever can write to the bucket can
     * put another in the place of each; and lists tell their sizes as if they were encrypted, 32 bytes too short for every 64 KiB begun.
     */
    public ObjectRule plaintextAllowed() {
        requireEncrypted();
        return new ObjectRule(recipients, scope, PlaintextPolicy.ALLOWED);
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
        return new ObjectRules.Rule(wrapping, plaintext);
    }
}
