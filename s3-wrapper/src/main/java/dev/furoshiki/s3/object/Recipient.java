package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.List;

/**
 * One way to open an object: a data key that a key service sealed, and the object key wrapped under it.
 *
 * <p>Immutable.
 */
public final class Recipient {

    /** How long a wrapped object key is: nonce 12, object key 32, tag 16. */
    static final int WRAPPED_BYTES = 60;

    private final EncryptedDataKey dataKey;
    private final byte[] wrapped;

    Recipient(EncryptedDataKey dataKey, byte[] wrapped) {
        if (wrapped.length != WRAPPED_BYTES) {
            throw new IllegalArgumentException(
                    "a wrapped object key has " + WRAPPED_BYTES + " bytes but these are " + wrapped.length);
        }
        this.dataKey = dataKey;
        this.wrapped = wrapped.clone();
    }

    /**
     * Wraps an object key under a data key of each.
     *
     * @throws dev.furoshiki.key.KmsException when one of the key services refuses
     */
    static List<Recipient> all(Wrapping wrapping, ObjectKey key, KeyBinding binding) {
        return wrapping.recipients().stream()
                .map(each -> of(each, key, wrapping.scope(), binding))
                .toList();
    }

    private static Recipient of(RecipientKey recipient, ObjectKey key, KeyScope scope, KeyBinding binding) {
        try (DataKey dataKey =
                recipient.service().forEncryption(recipient.keyId(), binding.ofDataKeys(scope), WRAPPED_BYTES)) {
            return new Recipient(dataKey.encrypted(), key.wrap(dataKey, scope, binding));
        }
    }

    public EncryptedDataKey dataKey() {
        return dataKey;
    }

    /** Whether the data key is one of that service's provider. */
    boolean isOf(DataKeys service) {
        return dataKey.provider().equals(service.service().provider());
    }

    /** A copy. */
    byte[] wrapped() {
        return wrapped.clone();
    }
}
