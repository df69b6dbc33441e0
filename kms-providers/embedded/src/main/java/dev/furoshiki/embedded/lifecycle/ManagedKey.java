package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A key with its material. Immutable, but for the material, which the keyring zeroes when it is closed.
 *
 * @param position orders the keys by creation
 * @param backingKeys by number
 * @param currentBackingKey the number that encrypts; the others only decrypt
 */
public record ManagedKey(
        KeyMetadata metadata, long position, Map<Integer, BackingKey> backingKeys, int currentBackingKey) {

    public ManagedKey {
        backingKeys = Map.copyOf(backingKeys);
        if (!backingKeys.containsKey(currentBackingKey)) {
            throw new IllegalArgumentException(
                    "the key " + metadata.keyId() + " lacks its current backing key " + currentBackingKey);
        }
    }

    public UUID id() {
        return UUID.fromString(metadata.keyId());
    }

    /** The material that encrypts. */
    public BackingKey current() {
        return Objects.requireNonNull(backingKeys.get(currentBackingKey));
    }

    /** The material of that number, if there is such. */
    public Optional<BackingKey> backingKey(int number) {
        return Optional.ofNullable(backingKeys.get(number));
    }

    /** The same key in another state. */
    public ManagedKey in(KeyState state) {
        KeyMetadata changed = new KeyMetadata(
                metadata.keyId(),
                metadata.arn(),
                state,
                metadata.spec(),
                metadata.usage(),
                metadata.description(),
                metadata.creationDate());
        return new ManagedKey(changed, position, backingKeys, currentBackingKey);
    }
}
