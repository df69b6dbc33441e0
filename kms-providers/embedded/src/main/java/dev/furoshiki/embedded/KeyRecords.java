package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.lifecycle.RotationSchedule;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.KeyRotation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What else a key has, as records of bytes and back: docs/formats/embedded-store-v2.md. Used by one thread at a time.
 *
 * <pre>
 * POLICY    name empty             the document
 * TAG       name the tag's key     its value
 * DELETION  name empty             date in ms i64
 * SCHEDULE  name empty             period in days u32 | next rotation in ms i64
 * ROTATION  name the number        type u8: 1 automatic, 2 on demand | date in ms i64
 * GRANT     name the grant's id    see {@link GrantRecord}
 * </pre>
 */
final class KeyRecords {

    /** What a record is of; the names stand in the store. */
    enum Kind {
        POLICY,
        TAG,
        DELETION,
        SCHEDULE,
        ROTATION,
        GRANT
    }

    /** A record before it has a MAC, ordered as the entry's MAC has them. */
    @SuppressWarnings("ArrayRecordComponent") // made, written and dropped; nobody compares or prints it
    record Item(Kind kind, String name, byte[] content) {

        /** Sorts by kind and name, both as the store has them. */
        String place() {
            return kind.name() + '\0' + name;
        }
    }

    private final String partition;
    private final KeyPolicy defaultPolicy;
    private final Map<String, KeyPolicy> policies = new HashMap<>();

    /** @param partition that of the store's ARNs */
    KeyRecords(String partition, KeyPolicy defaultPolicy) {
        this.partition = partition;
        this.defaultPolicy = defaultPolicy;
        policies.put(defaultPolicy.document(), defaultPolicy);
    }

    /** All records of a key; the default policy is none. */
    List<Item> of(ManagedKey key) {
        List<Item> items = new ArrayList<>();
        String policy = key.access().policy().document();
        if (!policy.equals(defaultPolicy.document())) {
            items.add(new Item(Kind.POLICY, "", utf8(policy)));
        }
        key.tags().forEach((name, value) -> items.add(new Item(Kind.TAG, name, utf8(value))));
        key.metadata()
                .deletionDate()
                .ifPresent(date -> items.add(new Item(
                        Kind.DELETION,
                        "",
                        ByteBuffer.allocate(8).putLong(date.toEpochMilli()).array())));
        key.schedule().ifPresent(plan -> items.add(schedule(plan)));
        for (int i = 0; i < key.rotations().size(); i++) {
            items.add(rotation(i + 2, key.rotations().get(i)));
        }
        key.access()
                .grants()
                .values()
                .forEach(grant -> items.add(new Item(Kind.GRANT, grant.grantId(), GrantRecord.bytes(grant))));
        return items;
    }

    /** The key with what its records say. Throws {@link RuntimeException} where they say what no program writes. */
    ManagedKey read(ManagedKey key, List<Item> items) {
        SortedMap<String, String> tags = new TreeMap<>();
        SortedMap<Integer, KeyRotation> rotations = new TreeMap<>();
        List<Grant> grants = new ArrayList<>();
        KeyAccessRules access = key.access();
        ManagedKey with = key;
        for (Item item : items) {
            ByteBuffer content = ByteBuffer.wrap(item.content());
            switch (item.kind()) {
                case POLICY -> access = access.with(policy(text(item.content())));
                case TAG -> tags.put(item.name(), text(item.content()));
                case DELETION -> with = with.pendingDeletion(Instant.ofEpochMilli(content.getLong()));
                case SCHEDULE ->
                    with = with.rotatedBy(Optional.of(
                            new RotationSchedule(content.getInt(), Instant.ofEpochMilli(content.getLong()))));
                case ROTATION -> rotations.put(Integer.valueOf(item.name()), rotation(content));
                case GRANT ->
                    grants.add(GrantRecord.read(item.name(), key.metadata().arn(), content));
            }
        }
        grants.sort(GrantRecord.BY_CREATION);
        return new ManagedKey(
                with.metadata(),
                with.position(),
                with.backingKeys(),
                with.currentBackingKey(),
                tags,
                access.with(grants),
                List.copyOf(rotations.values()),
                with.schedule());
    }

    /** Keys often share a policy: it is read once. */
    private KeyPolicy policy(String document) {
        return policies.computeIfAbsent(document, text -> KeyPolicy.parse(text, partition));
    }

    /** Of all that were read: whatever other processes set, and replaced since, would stay for as long as the store is open. */
    void keepPoliciesOf(Collection<ManagedKey> keys) {
        Set<String> kept = new HashSet<>(Set.of(defaultPolicy.document()));
        keys.forEach(key -> kept.add(key.access().policy().document()));
        policies.keySet().retainAll(kept);
    }

    private static Item schedule(RotationSchedule plan) {
        return new Item(
                Kind.SCHEDULE,
                "",
                ByteBuffer.allocate(12)
                        .putInt(plan.periodDays())
                        .putLong(plan.next().toEpochMilli())
                        .array());
    }

    private static Item rotation(int number, KeyRotation rotation) {
        return new Item(
                Kind.ROTATION,
                Integer.toString(number),
                ByteBuffer.allocate(9)
                        .put(code(rotation.type()))
                        .putLong(rotation.date().toEpochMilli())
                        .array());
    }

    private static KeyRotation rotation(ByteBuffer content) {
        byte type = content.get();
        Instant date = Instant.ofEpochMilli(content.getLong());
        for (KeyRotation.Type known : KeyRotation.Type.values()) {
            if (code(known) == type) {
                return new KeyRotation(date, known);
            }
        }
        throw new IllegalArgumentException("no type of rotation: " + type);
    }

    private static byte code(KeyRotation.Type type) {
        return switch (type) {
            case AUTOMATIC -> 1;
            case ON_DEMAND -> 2;
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
