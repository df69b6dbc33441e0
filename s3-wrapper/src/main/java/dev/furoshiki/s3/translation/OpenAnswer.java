package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An answer that carries an encrypted object, or some of it, whose keys were opened.
 *
 * @param span what it holds, as the server says
 */
record OpenAnswer(OpenObject object, StoredSpan span) {

    /**
     * Opens the keys and compares the length with the sealed one.
     *
     * @param requireServed refuses what nobody asked for, before a key is
     * @return empty for an object that is declared to be plaintext, and is
     */
    static Optional<OpenAnswer> of(
            GetObjectResponse response, ObjectName name, Encryption encryption, Consumer<StoredSpan> requireServed) {
        Optional<ObjectEnvelope> envelope = Envelopes.find(response.metadata(), name);
        if (envelope.isEmpty()) {
            encryption.requirePlaintextExpected(name, response.missingMeta());
            return Optional.empty();
        }
        StoredSpan span = spanOf(response, name);
        requireServed.accept(span);
        OpenObject object = encryption.open(envelope.get(), name);
        boolean contradicts = object.facts()
                .filter(facts -> facts.length() != span.plaintextLength())
                .isPresent();
        if (contradicts) {
            object.close();
            throw new TamperedObjectException(
                    name + " is not what was stored there: its " + span.total() + " stored bytes do not hold the"
                            + " plaintext length that was sealed, so it was cut or extended; restore it from a backup"
                            + " or an earlier version",
                    null);
        }
        return Optional.of(new OpenAnswer(object, span));
    }

    /** @throws TamperedObjectException when no object has that many stored bytes */
    static StoredSpan spanOf(GetObjectResponse response, ObjectName name) {
        try {
            if (response.contentRange() != null) {
                return StoredSpan.ofContentRange(response.contentRange());
            }
            Long length = response.contentLength();
            if (length == null) {
                throw new IllegalArgumentException("the server told no length");
            }
            return StoredSpan.whole(length);
        } catch (IllegalArgumentException e) {
            throw new TamperedObjectException(
                    name + " cannot be what was stored there: " + e.getMessage()
                            + "; it was cut or extended: restore it from a backup or an earlier version",
                    e);
        }
    }
}
