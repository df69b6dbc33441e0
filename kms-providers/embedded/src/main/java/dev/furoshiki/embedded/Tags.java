package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.key.KmsException.TagException;
import dev.furoshiki.kms.Given;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags of keys. Stateless but for the caller. */
final class Tags {

    private final Caller caller;

    Tags(Caller caller) {
        this.caller = caller;
    }

    /** @throws TagException when one breaks the rules, or there are too many */
    static void require(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            Limits.requireTagKey(Given.require("tagKey", key));
            Limits.requireTagValue(key, Given.require("tagValue", value));
        });
        requireRoom(tags.size());
    }

    static SortedMap<String, String> sorted(Map<String, String> tags) {
        return new TreeMap<>(tags);
    }

    void tagResource(String keyId, Map<String, String> tags) {
        // The caller's map may change meanwhile, and may compare names in its own way; likewise the set below.
        Map<String, String> given = new LinkedHashMap<>();
        AuditedOperation record = caller.record(Operation.TAG_RESOURCE)
                .with("keyId", keyId)
                .given("tags", tags, given::putAll)
                .with("tags", given);
        caller.change(record, call -> {
            require(given);
            ManagedKey key = call.key(keyId);
            SortedMap<String, String> all = new TreeMap<>(key.tags());
            all.putAll(given);
            requireRoom(all.size());
            return KeyringChange.of(true, call.keyring(), key, key.taggedWith(all));
        });
    }

    void untagResource(String keyId, Set<String> tagKeys) {
        Set<String> given = new LinkedHashSet<>();
        AuditedOperation record = caller.record(Operation.UNTAG_RESOURCE)
                .with("keyId", keyId)
                .given("tagKeys", tagKeys, given::addAll)
                .with("tagKeys", given);
        caller.change(record, call -> {
            given.forEach(name -> Limits.requireTagKey(Given.require("tagKey", name)));
            ManagedKey key = call.key(keyId);
            SortedMap<String, String> rest = new TreeMap<>(key.tags());
            rest.keySet().removeAll(given);
            return KeyringChange.of(true, call.keyring(), key, key.taggedWith(rest));
        });
    }

    Map<String, String> listResourceTags(String keyId) {
        return caller.read(
                caller.record(Operation.LIST_RESOURCE_TAGS).with("keyId", keyId),
                call -> call.key(keyId).tags());
    }

    private static void requireRoom(int tags) {
        if (tags > Limits.TAGS_OF_A_KEY) {
            throw new TagException("a key has at most " + Limits.TAGS_OF_A_KEY + " tags, not " + tags
                    + ": remove some with UntagResource");
        }
    }
}
