package dev.furoshiki.embedded;

import dev.furoshiki.key.Grant;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What should be in a key store after the operations that {@link WorkingProcess} tells of, one a line: a verb, and what it is
 * about. By these lines alone, not by the store's code. Not thread-safe.
 */
final class StoreModel {

    private static final class Key {
        private KeyState state = KeyState.ENABLED;
        private @Nullable Instant deletionDate;
        private int rotations;
        private final Set<String> grants = new TreeSet<>();

        @Override
        public String toString() {
            return state + (deletionDate == null ? "" : " on " + deletionDate) + ", " + rotations
                    + " rotations, grants " + grants;
        }
    }

    private final Map<String, Key> keys = new TreeMap<>();
    private final Map<String, String> aliases = new TreeMap<>();
    private Instant now;

    StoreModel(Instant now) {
        this.now = now;
    }

    /** What is in a store. */
    static StoreModel of(EmbeddedKeyService service, Instant now) {
        StoreModel found = new StoreModel(now);
        for (KeyMetadata metadata : service.listKeys()) {
            Key key = new Key();
            key.state = metadata.state();
            key.deletionDate = metadata.deletionDate().orElse(null);
            key.rotations = service.listKeyRotations(metadata.keyId()).size();
            service.listGrants(metadata.keyId()).stream().map(Grant::grantId).forEach(key.grants::add);
            found.keys.put(metadata.keyId(), key);
        }
        found.aliases.putAll(service.listAliases());
        return found;
    }

    Instant now() {
        return now;
    }

    Set<String> keyIds() {
        return keys.keySet();
    }

    List<String> keyIdsIn(KeyState state) {
        return keys.entrySet().stream()
                .filter(key -> key.getValue().state == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Nullable
    KeyState stateOf(String keyId) {
        Key key = keys.get(keyId);
        return key == null ? null : key.state;
    }

    int rotationsOf(String keyId) {
        return key(keyId).rotations;
    }

    List<String> grantsOf(String keyId) {
        return List.copyOf(key(keyId).grants);
    }

    List<String> aliases() {
        return List.copyOf(aliases.keySet());
    }

    private Key key(String keyId) {
        return Objects.requireNonNull(keys.get(keyId), keyId);
    }

    /** The same with one operation more. */
    StoreModel after(String... operation) {
        StoreModel copy = new StoreModel(now);
        keys.forEach((keyId, key) -> {
            Key same = new Key();
            same.state = key.state;
            same.deletionDate = key.deletionDate;
            same.rotations = key.rotations;
            same.grants.addAll(key.grants);
            copy.keys.put(keyId, same);
        });
        copy.aliases.putAll(aliases);
        copy.apply(operation);
        return copy;
    }

    void apply(String... operation) {
        String about = operation[1];
        switch (operation[0]) {
            case "clock" -> now = Instant.parse(about);
            case "create" -> keys.put(about, new Key());
            case "rotate" -> key(about).rotations++;
            case "enable" -> key(about).state = KeyState.ENABLED;
            case "disable" -> key(about).state = KeyState.DISABLED;
            case "schedule" -> {
                key(about).state = KeyState.PENDING_DELETION;
                key(about).deletionDate = now.plus(Duration.ofDays(Long.parseLong(operation[2])));
            }
            case "cancel" -> {
                key(about).state = KeyState.DISABLED;
                key(about).deletionDate = null;
            }
            case "alias" -> aliases.put(operation[2], about);
            case "unalias" -> aliases.remove(operation[2]);
            case "grant" -> key(about).grants.add(operation[2]);
            case "retire" -> key(about).grants.remove(operation[2]);
            default -> throw new IllegalArgumentException(String.join(" ", operation));
        }
        // Whose time has come is gone before the next operation.
        keys.values().removeIf(key -> key.deletionDate != null && !key.deletionDate.isAfter(now));
        aliases.values().removeIf(keyId -> !keys.containsKey(keyId));
    }

    @Override
    public String toString() {
        return keys + "\naliases " + aliases;
    }
}
