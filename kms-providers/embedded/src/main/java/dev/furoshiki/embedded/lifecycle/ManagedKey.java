package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A key with its material and all that is known of it. Immutable, but for the material, which the keyring zeroes when it is
 * closed or the key deleted.
 *
 * @param position orders the keys by creation
 * @param backingKeys by number, from 1 to the current one
 * @param currentBackingKey the number that encrypts; the others only decrypt
 * @param rotations those completed, oldest first: the first made backing key 2
 * @param schedule of automatic rotation, where it is enabled
 */
public record ManagedKey(
        KeyMetadata metadata,
        long position,
        Map<Integer, BackingKey> backingKeys,
        int currentBackingKey,
        SortedMap<String, String> tags,
        KeyAccessRules access,
        List<KeyRotation> rotations,
        Optional<RotationSchedule> schedule) {

    public ManagedKey {
        backingKeys = Map.copyOf(backingKeys);
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        rotations = List.copyOf(rotations);
        if (!backingKeys.containsKey(currentBackingKey)) {
            throw new IllegalArgumentException(
                    "the key " + metadata.keyId() + " lacks its current backing key " + currentBackingKey);
        }
    }

    /** A new key. */
    public static ManagedKey of(KeyMetadata metadata, long position, BackingKey material, KeyAccessRules access) {
        return new ManagedKey(
                metadata,
                position,
                Map.of(material.number(), material),
                material.number(),
                new TreeMap<>(),
                access,
                List.of(),
                Optional.empty());
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

    /** The same key in another state; without a date of deletion. */
    public ManagedKey in(KeyState state) {
        return with(metadata(state, metadata.description(), Optional.empty()));
    }

    /** The same key, to be deleted then. */
    public ManagedKey pendingDeletion(Instant date) {
        return with(metadata(KeyState.PENDING_DELETION, metadata.description(), Optional.of(date)));
    }

    public ManagedKey describedAs(String description) {
        return with(metadata(metadata.state(), description, metadata.deletionDate()));
    }

    public ManagedKey taggedWith(SortedMap<String, String> other) {
        return new ManagedKey(metadata, position, backingKeys, currentBackingKey, other, access, rotations, schedule);
    }

    public ManagedKey accessedBy(KeyAccessRules other) {
        return new ManagedKey(metadata, position, backingKeys, currentBackingKey, tags, other, rotations, schedule);
    }

    public ManagedKey rotatedBy(Optional<RotationSchedule> other) {
        return new ManagedKey(metadata, position, backingKeys, currentBackingKey, tags, access, rotations, other);
    }

    /** With new material, which encrypts from now on. */
    public ManagedKey rotated(BackingKey material, KeyRotation rotation) {
        Map<Integer, BackingKey> more = new HashMap<>(backingKeys);
        more.put(material.number(), material);
        List<KeyRotation> all = new ArrayList<>(rotations);
        all.add(rotation);
        boolean automatic = rotation.type() == KeyRotation.Type.AUTOMATIC;
        return new ManagedKey(
                metadata,
                position,
                more,
                material.number(),
                tags,
                access,
                all,
                automatic ? schedule.map(plan -> plan.after(rotation.date())) : schedule);
    }

    /** With the other one's material, as far as that has it: its own of those numbers is zeroed. */
    public ManagedKey withMaterialOf(ManagedKey other) {
        Map<Integer, BackingKey> material = new HashMap<>(backingKeys);
        other.backingKeys.forEach((number, present) -> {
            BackingKey own = material.get(number);
            if (own != null) {
                own.close();
                material.put(number, present);
            }
        });
        return new ManagedKey(metadata, position, material, currentBackingKey, tags, access, rotations, schedule);
    }

    /** When something happens to it by itself: it is deleted, or rotated. */
    public Optional<Instant> due() {
        return switch (metadata.state()) {
            case PENDING_DELETION -> metadata.deletionDate();
            case ENABLED -> schedule.map(RotationSchedule::next);
            default -> Optional.empty();
        };
    }

    private ManagedKey with(KeyMetadata changed) {
        return new ManagedKey(changed, position, backingKeys, currentBackingKey, tags, access, rotations, schedule);
    }

    private KeyMetadata metadata(KeyState state, String description, Optional<Instant> deletionDate) {
        return new KeyMetadata(
                metadata.keyId(),
                metadata.arn(),
                state,
                metadata.spec(),
                metadata.usage(),
                description,
                metadata.creationDate(),
                deletionDate);
    }
}
