package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.CreatedGrant;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyRotationStatus;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.EncryptedDataKeyPair;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.GeneratedDataKeyPair;
import dev.furoshiki.kms.Given;
import dev.furoshiki.kms.KeyAccess;
import dev.furoshiki.kms.KeyAdministration;
import dev.furoshiki.kms.KeyCryptography;
import dev.furoshiki.kms.KeyManagementService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every operation of the four interfaces, and which class does it: {@link Cryptography} and {@link Macs} use keys,
 * {@link KeyOperations}, {@link Tags} and {@link Aliases} manage them, {@link Access} says who may. Thread-safe.
 */
abstract class EmbeddedOperations implements KeyManagementService, KeyCryptography, KeyAdministration, KeyAccess {

    private final Caller caller;
    private final Cryptography cryptography;
    private final Macs macs;
    private final KeyOperations keys;
    private final Tags tags;
    private final Aliases aliases;
    private final Access access;

    EmbeddedOperations(Caller caller) {
        this.caller = caller;
        this.cryptography = new Cryptography(caller);
        this.macs = new Macs(caller);
        this.keys = new KeyOperations(caller);
        this.tags = new Tags(caller);
        this.aliases = new Aliases(caller);
        this.access = new Access(caller);
    }

    @Override
    public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        return cryptography.generateDataKey(keyId, sizeBytes, context);
    }

    @Override
    public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        return cryptography.encrypt(keyId, plaintext, context);
    }

    @Override
    public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        return cryptography.decrypt(ciphertext, context);
    }

    @Override
    public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        cryptography.dryRunDecrypt(ciphertext, context);
    }

    /** Recorded as {@code ReserveCachedUses}; refused for a key that the caller may not use so any more. */
    @Override
    public void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        cryptography.recordCachedUses(keyId, key, context, encrypting, uses);
    }

    @Override
    public AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        return caller.listen(Given.require("keyArnListener", keyArnListener));
    }

    @Override
    public EncryptedDataKey reEncrypt(
            EncryptedDataKey ciphertext,
            EncryptionContext sourceContext,
            String destinationKeyId,
            EncryptionContext destinationContext) {
        return cryptography.reEncrypt(ciphertext, sourceContext, destinationKeyId, destinationContext);
    }

    @Override
    public EncryptedDataKey generateDataKeyWithoutPlaintext(String keyId, int sizeBytes, EncryptionContext context) {
        return cryptography.generateDataKeyWithoutPlaintext(keyId, sizeBytes, context);
    }

    @Override
    public GeneratedDataKeyPair generateDataKeyPair(String keyId, DataKeyPairSpec spec, EncryptionContext context) {
        return cryptography.generateDataKeyPair(keyId, spec, context);
    }

    @Override
    public EncryptedDataKeyPair generateDataKeyPairWithoutPlaintext(
            String keyId, DataKeyPairSpec spec, EncryptionContext context) {
        return cryptography.generateDataKeyPairWithoutPlaintext(keyId, spec, context);
    }

    @Override
    public SecretBytes generateRandom(int sizeBytes) {
        return cryptography.generateRandom(sizeBytes);
    }

    @Override
    public byte[] generateMac(String keyId, MacAlgorithm algorithm, byte[] message) {
        return macs.generateMac(keyId, algorithm, message);
    }

    @Override
    public void verifyMac(String keyId, MacAlgorithm algorithm, byte[] message, byte[] mac) {
        macs.verifyMac(keyId, algorithm, message, mac);
    }

    @Override
    public KeyMetadata createKey(KeyRequest request) {
        return keys.createKey(request);
    }

    @Override
    public KeyMetadata describeKey(String keyId) {
        return keys.describeKey(keyId);
    }

    @Override
    public List<KeyMetadata> listKeys() {
        return keys.listKeys();
    }

    @Override
    public void createAlias(String aliasName, String targetKeyId) {
        aliases.createAlias(aliasName, targetKeyId);
    }

    @Override
    public void updateAlias(String aliasName, String targetKeyId) {
        aliases.updateAlias(aliasName, targetKeyId);
    }

    @Override
    public void deleteAlias(String aliasName) {
        aliases.deleteAlias(aliasName);
    }

    @Override
    public Map<String, String> listAliases() {
        return aliases.listAliases();
    }

    @Override
    public void enableKey(String keyId) {
        keys.enableKey(keyId);
    }

    @Override
    public void disableKey(String keyId) {
        keys.disableKey(keyId);
    }

    @Override
    public void updateKeyDescription(String keyId, String description) {
        keys.updateKeyDescription(keyId, description);
    }

    @Override
    public void tagResource(String keyId, Map<String, String> keysAndValues) {
        tags.tagResource(keyId, keysAndValues);
    }

    @Override
    public void untagResource(String keyId, Set<String> tagKeys) {
        tags.untagResource(keyId, tagKeys);
    }

    @Override
    public Map<String, String> listResourceTags(String keyId) {
        return tags.listResourceTags(keyId);
    }

    @Override
    public KeyMetadata scheduleKeyDeletion(String keyId, int pendingWindowDays) {
        return keys.scheduleKeyDeletion(keyId, pendingWindowDays);
    }

    @Override
    public void cancelKeyDeletion(String keyId) {
        keys.cancelKeyDeletion(keyId);
    }

    @Override
    public void enableKeyRotation(String keyId, int periodDays) {
        keys.enableKeyRotation(keyId, periodDays);
    }

    @Override
    public void disableKeyRotation(String keyId) {
        keys.disableKeyRotation(keyId);
    }

    @Override
    public KeyRotationStatus getKeyRotationStatus(String keyId) {
        return keys.getKeyRotationStatus(keyId);
    }

    @Override
    public List<KeyRotation> listKeyRotations(String keyId) {
        return keys.listKeyRotations(keyId);
    }

    @Override
    public void rotateKeyOnDemand(String keyId) {
        keys.rotateKeyOnDemand(keyId);
    }

    @Override
    public String getKeyPolicy(String keyId) {
        return access.getKeyPolicy(keyId);
    }

    @Override
    public void putKeyPolicy(String keyId, String policy, boolean bypassPolicyLockoutSafetyCheck) {
        access.putKeyPolicy(keyId, policy, bypassPolicyLockoutSafetyCheck);
    }

    @Override
    public List<String> listKeyPolicies(String keyId) {
        return access.listKeyPolicies(keyId);
    }

    @Override
    public CreatedGrant createGrant(GrantRequest request) {
        return access.createGrant(request);
    }

    @Override
    public List<Grant> listGrants(String keyId) {
        return access.listGrants(keyId);
    }

    @Override
    public List<Grant> listRetirableGrants(Principal retiringPrincipal) {
        return access.listRetirableGrants(retiringPrincipal);
    }

    @Override
    public void retireGrant(String keyId, String grantId) {
        access.retireGrant(keyId, grantId);
    }

    @Override
    public void retireGrant(String grantToken) {
        access.retireGrant(grantToken);
    }

    @Override
    public void revokeGrant(String keyId, String grantId) {
        access.revokeGrant(keyId, grantId);
    }
}
