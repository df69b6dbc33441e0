package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All keys and aliases of a store at one moment. Immutable: a change makes another keyring, so that operations read
 * without a lock and see either all of a change or nothing of it.
 */
public final class Keyring implements AutoCloseable {

    private final KeyOwner owner;
    private final Map<String, ManagedKey> keys;
    private final SortedMap<String, String> aliases;

    private Keyring(KeyOwner owner, Map<String, ManagedKey> keys, SortedMap<String, String> aliases) {
        this.owner = owner;
        this.keys = Collections.unmodifiableMap(keys);
        this.aliases = Collections.unmodifiableSortedMap(aliases);
    }

    /** A keyring without keys. */
    public static Keyring of(KeyOwner owner) {
        return new Keyring(owner, new LinkedHashMap<>(), new TreeMap<>());
    }

    /** With one key more, or with that key in place of the one of the same id. */
    public Keyring with(ManagedKey key) {
        Map<String, ManagedKey> more = new LinkedHashMap<>(keys);
        more.put(key.metadata().keyId(), key);
        return new Keyring(owner, more, aliases);
    }

    /** With that alias pointing at that key. */
    public Keyring withAlias(String aliasName, String keyId) {
        SortedMap<String, String> more = new TreeMap<>(aliases);
        more.put(aliasName, keyId);
        return new Keyring(owner, keys, more);
    }

    public Keyring withoutAlias(String aliasName) {
        SortedMap<String, String> fewer = new TreeMap<>(aliases);
        fewer.remove(aliasName);
        return new Keyring(owner, keys, fewer);
    }

    /** In order of creation. */
    public Collection<ManagedKey> keys() {
        return keys.values();
    }

    /** Alias name to key id, sorted by name. */
    public SortedMap<String, String> aliases() {
        return aliases;
    }

    public long aliasesOf(String keyId) {
        return aliases.values().stream().filter(keyId::equals).count();
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

    /** The key that a key id or key ARN names; the operations that change a key take no alias, as in AWS KMS. */
    public ManagedKey findByIdOrArn(String reference) {
        Limits.requireKeyReference(reference);
        String resource = resource(reference);
        if (resource.startsWith("alias/")) {
            throw new ValidationException("this operation takes a key id or key ARN, not the alias " + reference
                    + ": DescribeKey says which key that is");
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
