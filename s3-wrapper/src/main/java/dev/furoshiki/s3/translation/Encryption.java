package dev.furoshiki.s3.translation;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.object.KeyBinding;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.UploadToken;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a client encrypts with, and for which objects.
 *
 * @param rules how keys are wrapped, and where plaintext is expected
 * @param contexts the encryption context of a bucket and key, as a request names them
 * @param partBytes how much plaintext a part of a multipart upload holds at least; a multiple of 64 KiB
 * @param multipartThresholdBytes up to which length a body is sent in one request; no less than a part
 * @param copySizes how much the store copies at once
 */
public record Encryption(
        ObjectRules rules,
        BiFunction<String, String, EncryptionContext> contexts,
        int partBytes,
        int multipartThresholdBytes,
        CopySizes copySizes) {

    /** The same with other parts. */
    public Encryption inParts(int bytes, int thresholdBytes) {
        return new Encryption(rules, contexts, bytes, Math.max(bytes, thresholdBytes), copySizes);
    }

    /** Draws the keys of a new object: may call the key service of each recipient. */
    public NewObject newObject(ObjectName name) {
        return NewObject.create(rules.wrapping(name), binding(name));
    }

    OpenObject open(ObjectEnvelope envelope, ObjectName name) {
        return envelope.open(rules.services(name), binding(name), name);
    }

    /** Opens the body of an upload that goes on, to seal more of it: may call the key service. */
    SegmentedAead open(UploadToken token, ObjectName name) {
        return token.open(rules.services(name), binding(name), name);
    }

    /** The envelope of an object for another place: may call the key service of each recipient. */
    ObjectEnvelope rewrapped(ObjectEnvelope envelope, ObjectName from, long plaintextLength, ObjectName to) {
        return envelope.rewrapped(
                rules.services(from), binding(from), from, plaintextLength, rules.wrapping(to), binding(to));
    }

    /**
     * Whether an object at one of two places is as it would be at the other, and opened by the same keys. Where plaintext is declared
     * encrypted objects are opened, too.
     */
    boolean isAlikeAt(ObjectName one, ObjectName other) {
        return binding(one).equals(binding(other))
                && rules.wrapping(one).equals(rules.wrapping(other))
                && rules.services(one).equals(rules.services(other))
                && rules.plaintext(one) == rules.plaintext(other);
    }

    boolean isDeclaredPlaintext(ObjectName name) {
        return rules.plaintext(name) == PlaintextPolicy.DECLARED;
    }

    /** Whether an object without an envelope is none that lost it. */
    boolean mayBePlaintext(ObjectName name) {
        return rules.plaintext(name) != PlaintextPolicy.REFUSED;
    }

    /** Whether an object without an envelope is accepted; where only some may be, its metadata has to be whole. */
    boolean isPlaintextExpected(ObjectName name, @Nullable Integer missingMetadata) {
        return isDeclaredPlaintext(name) || (mayBePlaintext(name) && isWhole(missingMetadata));
    }

    private static boolean isWhole(@Nullable Integer missingMetadata) {
        return missingMetadata == null || missingMetadata == 0;
    }

    /**
     * Accepts an object without an envelope where there may be some.
     *
     * @param missingMetadata how many metadata entries the server kept back; null for none
     * @throws NotEncryptedException elsewhere
     */
    void requirePlaintextExpected(ObjectName name, @Nullable Integer missingMetadata) {
        if (isPlaintextExpected(name, missingMetadata)) {
            return;
        }
        String keptBack =
                isWhole(missingMetadata) ? "" : " (the server kept back " + missingMetadata + " metadata entries)";
        throw new NotEncryptedException(name + " has no envelope: it was stored by a plain client, or its metadata was"
                + " removed" + keptBack + "; use the plain client if plaintext is what you expect there, or declare the"
                + " place with plaintextObjects() or a rule");
    }

    private KeyBinding binding(ObjectName name) {
        return new KeyBinding(contexts.apply(name.bucket(), name.key()), name.bucket());
    }
}
