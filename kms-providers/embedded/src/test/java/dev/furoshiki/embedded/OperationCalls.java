package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Keys that every operation finds what it needs in, and a call of each operation on them. */
final class OperationCalls {

    static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    static final byte[] MESSAGE = {1, 2, 3};

    private static final Principal GRANTEE = new Principal("arn:furoshiki:iam::000000000000:role/a");
    private static final Principal RETIRING = new Principal("arn:furoshiki:iam::000000000000:role/b");

    private final EmbeddedKeyService root;
    private final String key;
    private final String other;
    private final String hmac;
    private final String pending;
    private final String alias;
    private final String newAlias;
    private final String grantId;
    private final EncryptedDataKey sealed;
    private final byte[] mac;

    /** Makes the keys. */
    OperationCalls(EmbeddedKeyService root) {
        this.root = root;
        key = root.createKey("").keyId();
        other = root.createKey("").keyId();
        hmac = root.createKey(KeyRequest.of(KeySpec.HMAC_256)).keyId();
        pending = root.createKey("").keyId();
        root.scheduleKeyDeletion(pending);
        alias = "alias/present-" + key;
        newAlias = "alias/new-" + key;
        root.createAlias(alias, key);
        grantId = root.createGrant(
                        GrantRequest.of(key, GRANTEE, GrantOperation.DECRYPT).retirableBy(RETIRING))
                .grantId();
        try (SecretBytes plaintext = SecretBytes.random(16)) {
            sealed = root.encrypt(key, plaintext, CONTEXT);
        }
        mac = root.generateMac(hmac, MacAlgorithm.HMAC_SHA_256, MESSAGE);
    }

    String key() {
        return key;
    }

    String hmac() {
        return hmac;
    }

    /** Of the key. */
    String alias() {
        return alias;
    }

    EncryptedDataKey sealed() {
        return sealed;
    }

    List<String> keys() {
        return List.of(key, other, hmac, pending);
    }

    /** Brings every key into that state: the calls are to be made once, or as dry runs. */
    void bringInto(KeyState state) {
        root.cancelKeyDeletion(pending);
        root.enableKey(pending);
        for (String id : keys()) {
            switch (state) {
                case ENABLED -> {
                    // That is what it is.
                }
                case DISABLED -> root.disableKey(id);
                case PENDING_DELETION -> root.scheduleKeyDeletion(id);
                default -> throw new IllegalArgumentException("no operation brings a key into " + state);
            }
        }
    }

    void call(Operation operation, EmbeddedKeyService service) {
        Objects.requireNonNull(calls().get(operation)).accept(service);
    }

    Map<Operation, Consumer<EmbeddedKeyService>> calls() {
        Map<Operation, Consumer<EmbeddedKeyService>> calls = new EnumMap<>(Operation.class);
        calls.put(
                Operation.GENERATE_DATA_KEY,
                keys -> keys.generateDataKey(key, 32, CONTEXT).close());
        calls.put(
                Operation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                keys -> keys.generateDataKeyWithoutPlaintext(key, 32, CONTEXT));
        calls.put(
                Operation.GENERATE_DATA_KEY_PAIR,
                keys -> keys.generateDataKeyPair(key, DataKeyPairSpec.ECC_NIST_P256, CONTEXT)
                        .close());
        calls.put(
                Operation.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
                keys -> keys.generateDataKeyPairWithoutPlaintext(key, DataKeyPairSpec.ECC_NIST_P256, CONTEXT));
        calls.put(Operation.ENCRYPT, keys -> {
            try (SecretBytes plaintext = SecretBytes.random(16)) {
                keys.encrypt(key, plaintext, CONTEXT);
            }
        });
        calls.put(Operation.DECRYPT, keys -> keys.decrypt(sealed, CONTEXT).close());
        calls.put(Operation.RE_ENCRYPT, keys -> keys.reEncrypt(sealed, CONTEXT, other, CONTEXT));
        calls.put(Operation.GENERATE_MAC, keys -> keys.generateMac(hmac, MacAlgorithm.HMAC_SHA_256, MESSAGE));
        calls.put(Operation.VERIFY_MAC, keys -> keys.verifyMac(hmac, MacAlgorithm.HMAC_SHA_256, MESSAGE, mac));
        calls.put(Operation.GENERATE_RANDOM, keys -> keys.generateRandom(8).close());
        calls.put(Operation.CREATE_KEY, keys -> keys.createKey(""));
        calls.put(Operation.DESCRIBE_KEY, keys -> keys.describeKey(key));
        calls.put(Operation.LIST_KEYS, EmbeddedKeyService::listKeys);
        calls.put(Operation.ENABLE_KEY, keys -> keys.enableKey(key));
        calls.put(Operation.DISABLE_KEY, keys -> keys.disableKey(key));
        calls.put(Operation.UPDATE_KEY_DESCRIPTION, keys -> keys.updateKeyDescription(key, "else"));
        calls.put(Operation.TAG_RESOURCE, keys -> keys.tagResource(key, Map.of("a", "b")));
        calls.put(Operation.UNTAG_RESOURCE, keys -> keys.untagResource(key, Set.of("a")));
        calls.put(Operation.LIST_RESOURCE_TAGS, keys -> keys.listResourceTags(key));
        calls.put(Operation.SCHEDULE_KEY_DELETION, keys -> keys.scheduleKeyDeletion(key));
        calls.put(Operation.CANCEL_KEY_DELETION, keys -> keys.cancelKeyDeletion(pending));
        calls.put(Operation.ENABLE_KEY_ROTATION, keys -> keys.enableKeyRotation(key));
        calls.put(Operation.DISABLE_KEY_ROTATION, keys -> keys.disableKeyRotation(key));
        calls.put(Operation.GET_KEY_ROTATION_STATUS, keys -> keys.getKeyRotationStatus(key));
        calls.put(Operation.LIST_KEY_ROTATIONS, keys -> keys.listKeyRotations(key));
        calls.put(Operation.ROTATE_KEY_ON_DEMAND, keys -> keys.rotateKeyOnDemand(key));
        calls.put(Operation.CREATE_ALIAS, keys -> keys.createAlias(newAlias, key));
        calls.put(Operation.UPDATE_ALIAS, keys -> keys.updateAlias(alias, other));
        calls.put(Operation.DELETE_ALIAS, keys -> keys.deleteAlias(alias));
        calls.put(Operation.LIST_ALIASES, EmbeddedKeyService::listAliases);
        calls.put(Operation.GET_KEY_POLICY, keys -> keys.getKeyPolicy(key));
        calls.put(Operation.PUT_KEY_POLICY, keys -> keys.putKeyPolicy(key, root.getKeyPolicy(other)));
        calls.put(Operation.LIST_KEY_POLICIES, keys -> keys.listKeyPolicies(key));
        calls.put(
                Operation.CREATE_GRANT,
                keys -> keys.createGrant(GrantRequest.of(key, GRANTEE, GrantOperation.DECRYPT)));
        calls.put(Operation.LIST_GRANTS, keys -> keys.listGrants(key));
        calls.put(Operation.LIST_RETIRABLE_GRANTS, keys -> keys.listRetirableGrants(RETIRING));
        calls.put(Operation.RETIRE_GRANT, keys -> keys.retireGrant(key, grantId));
        calls.put(Operation.REVOKE_GRANT, keys -> keys.revokeGrant(key, grantId));
        return calls;
    }
}
