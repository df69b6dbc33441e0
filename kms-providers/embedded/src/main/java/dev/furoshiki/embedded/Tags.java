package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.key.KmsException.TagException;
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
        AuditedOperation record =
                caller.record(Operation.TAG_RESOURCE).with("keyId", keyId).with("tags", tags);
        caller.change(record, call -> {
            require(tags);
            ManagedKey key = call.key(keyId);
            SortedMap<String, String> all = new TreeMap<>(key.tags());
            all.putAll(tags);
            requireRoom(all.size());
            return KeyringChange.of(true, call.keyring(), key, key.taggedWith(all));
        });
    }

    void untagResource(String keyId, Set<String> tagKeys) {
        AuditedOperation record =
                caller.record(Operation.UNTAG_RESOURCE).with("keyId", keyId).with("tagKeys", tagKeys);
        caller.change(record, call -> {
            tagKeys.forEach(Limits::requireTagKey);
            ManagedKey key = call.key(keyId);
            SortedMap<String, String> rest = new TreeMap<>(key.tags());
            rest.keySet().removeAll(tagKeys);
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
