package dev.furoshiki.kms;

import dev.furoshiki.key.KeyMetadata;
import java.util.List;
import java.util.Map;

/**
 * The control plane of a key service: keys, aliases and states, with AWS KMS's operations, limits and exceptions ({@link
 * dev.furoshiki.key.KmsException}). Thread-safe.
 *
 * <p>Parameters are checked first ({@code ValidationException}, {@code InvalidAliasNameException}), then that key and alias
 * exist ({@code NotFoundException}), then the key's state ({@code KmsInvalidStateException}), then limits.
 */
public interface KeyAdministration {

    /**
     * CreateKey: a SYMMETRIC_DEFAULT key for ENCRYPT_DECRYPT, enabled.
     *
     * @param description at most 8,192 characters
     */
    KeyMetadata createKey(String description);

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
}
