package dev.furoshiki.key;

import dev.furoshiki.format.EncryptionContext;
import java.util.Objects;

/**
 * What the encryption context of a request has to be for a grant to allow it (AWS KMS: GrantConstraints). Immutable.
 *
 * @param kind how the two are compared
 * @param context not empty
 */
public record GrantConstraint(Kind kind, EncryptionContext context) {

    /** How the context of a request and that of the constraint are compared. */
    public enum Kind {
        /** They have the same pairs. */
        ENCRYPTION_CONTEXT_EQUALS("EncryptionContextEquals"),
        /** The request has the constraint's pairs, and perhaps more. */
        ENCRYPTION_CONTEXT_SUBSET("EncryptionContextSubset");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** AWS KMS's name of it, which {@code kms:GrantConstraintType} has too. */
        public String type() {
            return type;
        }
    }

    /** @throws KmsException.ValidationException when the context is empty: it would constrain nothing */
    public GrantConstraint {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(context, "context");
        if (context.toMap().isEmpty()) {
            throw new KmsException.ValidationException(
                    "a grant constraint names at least one pair of an encryption context: leave it out to allow any");
        }
    }

    /** The request's context is exactly this one. */
    public static GrantConstraint contextEquals(EncryptionContext context) {
        return new GrantConstraint(Kind.ENCRYPTION_CONTEXT_EQUALS, context);
    }

    /** The request's context has these pairs. */
    public static GrantConstraint contextSubset(EncryptionContext context) {
        return new GrantConstraint(Kind.ENCRYPTION_CONTEXT_SUBSET, context);
    }

    /** Whether a request with that context is within the constraint. */
    public boolean allows(EncryptionContext requested) {
        return switch (kind) {
            case ENCRYPTION_CONTEXT_EQUALS -> requested.equals(context);
            case ENCRYPTION_CONTEXT_SUBSET ->
                requested.toMap().entrySet().containsAll(context.toMap().entrySet());
        };
    }

    /** Whether whatever the other one allows, this one allows too. */
    public boolean allowsAllOf(GrantConstraint other) {
        return kind == Kind.ENCRYPTION_CONTEXT_EQUALS ? equals(other) : allows(other.context);
    }
}
