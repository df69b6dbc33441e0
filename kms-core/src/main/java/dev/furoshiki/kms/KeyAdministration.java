package dev.furoshiki.kms;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyRotationStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control plane of a key service: keys, aliases and states, with AWS KMS's operations, limits and exceptions ({@link
 * dev.furoshiki.key.KmsException}). Thread-safe.
 *
 * <p>Parameters are checked first ({@code ValidationException}, {@code InvalidAliasNameException} of a name that CreateAlias does
 * not make, {@code InvalidArnException} of an ARN that is none, or an alias's), then that key and alias exist ({@code
 * NotFoundException}: also of an alias's name where a key id belongs), then the key's state ({@code KmsInvalidStateException}), then whether the caller may
 * ({@code AccessDeniedException}), then limits.
 */
public interface KeyAdministration {

    /**
     * CreateKey: a SYMMETRIC_DEFAULT key for ENCRYPT_DECRYPT, enabled.
     *
     * @param description at most 8,192 characters
     */
    default KeyMetadata createKey(String description) {
        return createKey(KeyRequest.symmetric().describedAs(description));
    }

    /** CreateKey: an enabled key. */
    KeyMetadata createKey(KeyRequest request);

    /**
     * DescribeKey.
     *
     * @param keyId a key id, key ARN, alias name ({@code alias/…}) or alias ARN
     */
    KeyMetadata describeKey(String keyId);

    /** Every key's metadata, in order of creation. */
    List<KeyMetadata> listKeys();

    /**
     * CreateAlias; {@code AlreadyExistsException} when there is one, {@code LimitExceededException} when the key has 50.
     *
     * @param aliasName {@code alias/} and then letters, digits, {@code /}, {@code _}, {@code -}: at most 256 characters
     * @param targetKeyId a key id or key ARN
     */
    void createAlias(String aliasName, String targetKeyId);

    /**
     * UpdateAlias: from now on new data keys are sealed under the other key; what was sealed before still opens.
     *
     * @param targetKeyId a key id or key ARN
     */
    void updateAlias(String aliasName, String targetKeyId);

    /** DeleteAlias; the key stays. */
    void deleteAlias(String aliasName);

    /** Alias name to key id, sorted by name. */
    Map<String, String> listAliases();

    /**
     * EnableKey.
     *
     * @param keyId a key id or key ARN
     */
    void enableKey(String keyId);

    /**
     * DisableKey: nothing is sealed or opened under it until it is enabled again.
     *
     * @param keyId a key id or key ARN
     */
    void disableKey(String keyId);

    /**
     * UpdateKeyDescription.
     *
     * @param keyId a key id or key ARN
     * @param description at most 8,192 characters
     */
    void updateKeyDescription(String keyId, String description);

    /**
     * TagResource: adds tags, and gives those that are there other values.
     *
     * @param keyId a key id or key ARN
     * @param tags keys of 1 to 128 characters, not beginning with {@code aws:}, and values of at most 256; 50 a key
     * @throws dev.furoshiki.key.KmsException.TagException when one is not such
     */
    void tagResource(String keyId, Map<String, String> tags);

    /**
     * UntagResource; tags that the key has not are none.
     *
     * @param keyId a key id or key ARN
     */
    void untagResource(String keyId, Set<String> tagKeys);

    /**
     * ListResourceTags: sorted by their keys.
     *
     * @param keyId a key id or key ARN
     */
    Map<String, String> listResourceTags(String keyId);

    /** ScheduleKeyDeletion, after 30 days. */
    default KeyMetadata scheduleKeyDeletion(String keyId) {
        return scheduleKeyDeletion(keyId, 30);
    }

    /**
     * ScheduleKeyDeletion: from now on the key cannot be used, and after the waiting period key and material are destroyed;
     * what was sealed under it is lost then.
     *
     * @param keyId a key id or key ARN
     * @param pendingWindowDays 7 to 30
     * @return with the date
     */
    KeyMetadata scheduleKeyDeletion(String keyId, int pendingWindowDays);

    /**
     * CancelKeyDeletion: the key is disabled then.
     *
     * @param keyId a key id or key ARN
     */
    void cancelKeyDeletion(String keyId);

    /** EnableKeyRotation, every 365 days. */
    default void enableKeyRotation(String keyId) {
        enableKeyRotation(keyId, 365);
    }

    /**
     * EnableKeyRotation: new material every so many days from now on; the old one still decrypts, and the key's id stays.
     *
     * @param keyId a key id or key ARN, of a SYMMETRIC_DEFAULT key
     * @param periodDays 90 to 2,560
     * @throws dev.furoshiki.key.KmsException.UnsupportedOperationException for a key of another spec
     */
    void enableKeyRotation(String keyId, int periodDays);

    /**
     * DisableKeyRotation.
     *
     * @param keyId a key id or key ARN
     */
    void disableKeyRotation(String keyId);

    /**
     * GetKeyRotationStatus.
     *
     * @param keyId a key id or key ARN
     */
    KeyRotationStatus getKeyRotationStatus(String keyId);

    /**
     * ListKeyRotations: those completed, oldest first.
     *
     * @param keyId a key id or key ARN
     */
    List<KeyRotation> listKeyRotations(String keyId);

    /**
     * RotateKeyOnDemand: new material at once.
     *
     * @param keyId a key id or key ARN, of a SYMMETRIC_DEFAULT key
     * @throws dev.furoshiki.key.KmsException.LimitExceededException when that was done 25 times
     */
    void rotateKeyOnDemand(String keyId);
}
