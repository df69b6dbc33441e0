package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.key.KmsException.InvalidArnException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All keys and aliases of a store at one moment. Immutable: a change makes another keyring, so that operations read
 * without a lock and see either all of a change or nothing of it.
 */
public final class Keyring implements AutoCloseable {

    /** Of a key or an alias, in whatever key service. */
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:kms:[^:]+:[^:]+:(?:key|alias)/.+");

    private final KeyOwner owner;
    private final KeyPolicy defaultPolicy;
    private final Map<String, ManagedKey> keys;
    private final SortedMap<String, String> aliases;
    private final Map<String, List<String>> aliasesByKey = new HashMap<>();
    private final Instant nextDue;

    private Keyring(
            KeyOwner owner, KeyPolicy defaultPolicy, Map<String, ManagedKey> keys, SortedMap<String, String> aliases) {
        this.owner = owner;
        this.defaultPolicy = defaultPolicy;
        this.keys = Collections.unmodifiableMap(keys);
        this.aliases = Collections.unmodifiableSortedMap(aliases);
        aliases.forEach((name, keyId) ->
                aliasesByKey.computeIfAbsent(keyId, id -> new ArrayList<>()).add(name));
        this.nextDue = keys.values().stream()
                .map(ManagedKey::due)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** A keyring without keys. */
    public static Keyring of(KeyOwner owner) {
        return of(owner, KeyPolicy.ofRoot(owner.root()), List.of(), new TreeMap<>());
    }

    /** A keyring of these keys, in order of creation. */
    public static Keyring of(
            KeyOwner owner, KeyPolicy defaultPolicy, List<ManagedKey> keys, SortedMap<String, String> aliases) {
        Map<String, ManagedKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.put(key.metadata().keyId(), key));
        return new Keyring(owner, defaultPolicy, byId, new TreeMap<>(aliases));
    }

    /** With one key more, or with that key in place of the one of the same id. */
    public Keyring with(ManagedKey key) {
        return with(List.of(key));
    }

    /** Likewise, several. */
    public Keyring with(Collection<ManagedKey> changed) {
        Map<String, ManagedKey> more = new LinkedHashMap<>(keys);
        changed.forEach(key -> more.put(key.metadata().keyId(), key));
        return new Keyring(owner, defaultPolicy, more, aliases);
    }

    /** Without those keys and their aliases. */
    public Keyring without(Collection<ManagedKey> gone) {
        Map<String, ManagedKey> fewer = new LinkedHashMap<>(keys);
        gone.forEach(key -> fewer.remove(key.metadata().keyId()));
        SortedMap<String, String> others = new TreeMap<>(aliases);
        others.values().retainAll(fewer.keySet());
        return new Keyring(owner, defaultPolicy, fewer, others);
    }

    /** With that alias pointing at that key. */
    public Keyring withAlias(String aliasName, String keyId) {
        SortedMap<String, String> more = new TreeMap<>(aliases);
        more.put(aliasName, keyId);
        return new Keyring(owner, defaultPolicy, keys, more);
    }

    public Keyring withoutAlias(String aliasName) {
        SortedMap<String, String> fewer = new TreeMap<>(aliases);
        fewer.remove(aliasName);
        return new Keyring(owner, defaultPolicy, keys, fewer);
    }

    public KeyOwner owner() {
        return owner;
    }

    /** What a key has that was made without a policy. */
    public KeyPolicy defaultPolicy() {
        return defaultPolicy;
    }

    /** In order of creation. */
    public Collection<ManagedKey> keys() {
        return keys.values();
    }

    /** The key of an id, if there is one. */
    public Optional<ManagedKey> key(String keyId) {
        return Optional.ofNullable(keys.get(keyId));
    }

    /** Alias name to key id, sorted by name. */
    public SortedMap<String, String> aliases() {
        return aliases;
    }

    /** The names, sorted. */
    public List<String> aliasesOf(String keyId) {
        return Collections.unmodifiableList(aliasesByKey.getOrDefault(keyId, List.of()));
    }

    /** The first moment at which a key is to be deleted or rotated. */
    public Instant nextDue() {
        return nextDue;
    }

    /** Keys that are to be deleted or rotated now, so many at most. */
    public List<ManagedKey> due(Instant now, int most) {
        return keys.values().stream()
                .filter(key -> key.due().filter(date -> !date.isAfter(now)).isPresent())
                .limit(most)
                .toList();
    }

    public long nextPosition() {
        return keys.values().stream().mapToLong(ManagedKey::position).max().orElse(0) + 1;
    }

    /** The key of an alias. */
    public ManagedKey aliased(String aliasName) {
        String keyId = aliases.get(aliasName);
        if (keyId == null) {
            throw new NotFoundException("there is no alias " + aliasName
                    + " in this key store: correct the name, or make it with CreateAlias");
        }
        return existing(keyId);
    }

    /** The key that a key id, key ARN, alias name or alias ARN names. */
    public ManagedKey find(String reference) {
        Limits.requireKeyReference(reference);
        String resource = resource(reference);
        return resource.startsWith("alias/") ? aliased(resource) : existing(resource.substring("key/".length()));
    }

    /** Whether a reference names the key of that ARN; not, where it names nothing. */
    public boolean names(String reference, String keyArn) {
        Limits.requireKeyReference(reference);
        String resource =
                reference.startsWith("arn:") ? owner.resource(reference).orElse("") : resource(reference);
        String keyId = resource.startsWith("alias/") ? aliases.get(resource) : resource.replaceFirst("^key/", "");
        return keyId != null && owner.arnOf(keyId).equals(keyArn);
    }

    /** The alias that a reference names a key by, if it does. */
    public Optional<String> aliasIn(String reference) {
        String resource = resource(reference);
        return resource.startsWith("alias/") ? Optional.of(resource) : Optional.empty();
    }

    /** The key that a key id or key ARN names; the operations that change a key take no alias, as in AWS KMS. */
    public ManagedKey findByIdOrArn(String reference) {
        Limits.requireKeyReference(reference);
        String resource = resource(reference);
        if (resource.startsWith("alias/")) {
            String message = "this operation takes a key id or key ARN, not the alias " + reference
                    + ": DescribeKey says which key that is";
            // AWS KMS takes an alias's name for a key id that there is not.
            throw reference.startsWith("arn:") ? new InvalidArnException(message) : new NotFoundException(message);
        }
        return existing(resource.substring("key/".length()));
    }

    /** Zeroes all material. */
    @Override
    public void close() {
        for (ManagedKey key : keys.values()) {
            key.backingKeys().values().forEach(BackingKey::close);
        }
    }

    /** {@code key/…} or {@code alias/…}. */
    private String resource(String reference) {
        if (!reference.startsWith("arn:")) {
            return reference.startsWith("alias/") ? reference : "key/" + reference;
        }
        if (!ARN.matcher(reference).matches()) {
            throw new InvalidArnException("an ARN is such as " + owner.arnOf("<key id>") + ", not " + reference
                    + ": correct it, or name the key by its id");
        }
        return owner.resource(reference)
                .filter(resource -> resource.startsWith("key/") || resource.startsWith("alias/"))
                .orElseThrow(() -> new NotFoundException("this key store holds ARNs such as " + owner.arnOf("<key id>")
                        + ", not " + reference + ": name a key of this store, or open the store that has that key"));
    }

    private ManagedKey existing(String keyId) {
        ManagedKey key = keys.get(keyId);
        if (key == null) {
            throw new NotFoundException("there is no key " + owner.arnOf(keyId)
                    + " in this key store: correct the key id, or make a key with CreateKey");
        }
        return key;
    }
}
