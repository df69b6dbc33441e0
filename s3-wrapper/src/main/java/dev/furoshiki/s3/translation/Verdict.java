package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What an answer to GetObject is. */
public sealed interface Verdict {

    /** An object that is declared to be plaintext, and is: handed through as it is. */
    record Plaintext() implements Verdict {}

    /** Likewise, but it was asked for a range of stored bytes: to be asked for as its caller wrote. */
    record PlaintextForStoredRange() implements Verdict {}

    /**
     * A range of an object for whose length only the server vouches.
     *
     * @param eTag of the answer
     */
    record Unproven(@Nullable String eTag) implements Verdict {}

    /**
     * Encrypted, and opened: whoever gets this closes the object.
     *
     * @param span what the answer holds
     * @param plain what is to come out; null for none
     * @param answer what the caller is told
     */
    record Encrypted(
            OpenObject object, StoredSpan span, @Nullable Span plain, GetObjectResponse answer) implements Verdict {

        /** What the answer holds, together with what is to be asked for behind it: nothing, as a rule. */
        public StoredSpan wanted() {
            return new StoredSpan(span.first(), Math.max(span.last() + 1, storedEnd()) - 1, span.total());
        }

        /** Behind the last stored byte that is needed for the plaintext. */
        private long storedEnd() {
            return plain == null || plain.last() == span.plaintextLength() - 1
                    ? span.total()
                    : Math.min(span.total(), ObjectLayout.storedOffset(ObjectLayout.segmentAt(plain.last()) + 1));
        }
    }
}
