package dev.furoshiki.kms;

import dev.furoshiki.key.KeyMetadata;
import java.util.List;
import java.util.Map;

/** The control plane of a key service: keys, aliases and states. Thread-safe. */
public interface KeyAdministration {

    /** CreateKey: a SYMMETRIC_DEFAULT key for ENCRYPT_DECRYPT. */
    KeyMetadata createKey(String description);

    KeyMetadata describeKey(String keyId);

    /** Every key's metadata, in order of creation. */
    List<KeyMetadata> listKeys();

    void createAlias(String aliasName, String targetKeyId);

    void updateAlias(String aliasName, String targetKeyId);

    void deleteAlias(String aliasName);

    /** Alias name to key id, sorted by name. */
    Map<String, String> listAliases();

    void enableKey(String keyId);

    void disableKey(String keyId);
}
