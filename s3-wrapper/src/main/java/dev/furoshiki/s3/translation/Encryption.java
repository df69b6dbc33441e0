package dev.furoshiki.s3.translation;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.exception.S3EncryptionException.NotEncryptedException;
import dev.furoshiki.s3.object.KeyBinding;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client encrypts with, and for which objects.
 *
 * @param wrapping how the keys of new objects are wrapped; the services of its recipients open objects
 * @param contexts the encryption context of a bucket and key, as a request names them
 * @param plaintext says of a bucket and key whether objects there are declared to be plaintext
 * @param partBytes how much plaintext a part of a multipart upload holds at least; a multiple of 64 KiB
 */
public record Encryption(
        Wrapping wrapping,
        BiFunction<String, String, EncryptionContext> contexts,
        BiPredicate<String, String> plaintext,
        int partBytes) {

    /** Draws the keys of a new object: may call the key service of each recipient. */
    public NewObject newObject(ObjectName name) {
        return NewObject.create(wrapping, binding(name));
    }

    OpenObject open(ObjectEnvelope envelope, ObjectName name) {
        return envelope.open(services(), binding(name), name);
    }

    /** The envelope of an object for another place: may call the key service of each recipient. */
    ObjectEnvelope rewrapped(ObjectEnvelope envelope, ObjectName from, ObjectName to) {
        return envelope.rewrapped(services(), binding(from), from, wrapping, binding(to));
    }

    boolean isDeclaredPlaintext(ObjectName name) {
        return plaintext.test(name.bucket(), name.key());
    }

    /**
     * Accepts an object without an envelope where objects are declared to be plaintext.
     *
     * @param missingMetadata how many metadata entries the server kept back; null for none
     * @throws NotEncryptedException elsewhere
     */
    void requirePlaintextExpected(ObjectName name, @Nullable Integer missingMetadata) {
        if (isDeclaredPlaintext(name)) {
            return;
        }
        String keptBack = missingMetadata == null || missingMetadata == 0
                ? ""
                : " (the server kept back " + missingMetadata + " metadata entries)";
        throw new NotEncryptedException(name + " has no envelope: it was stored by a plain client, or its metadata was"
                + " removed" + keptBack + "; use the plain client if plaintext is what you expect there, or declare the"
                + " place with plaintextObjects()");
    }

    /** The same with parts of another size. */
    public Encryption withPartBytes(int bytes) {
        return new Encryption(wrapping, contexts, plaintext, bytes);
    }

    private List<DataKeys> services() {
        return RecipientKey.services(wrapping.recipients());
    }

    private KeyBinding binding(ObjectName name) {
        return new KeyBinding(contexts.apply(name.bucket(), name.key()), name.bucket());
    }
}
