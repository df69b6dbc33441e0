package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyUse;
import dev.furoshiki.embedded.policy.KeyAction;

/**
 * Every operation of the key service: which action a policy has to allow for it, how its key is named, and what the key's
 * state and usage have to allow. What is not in this table cannot be called: {@link Call} asks it.
 */
enum Operation {
    GENERATE_DATA_KEY(Naming.ANY, KeyUse.ENCRYPTION, true),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT(Naming.ANY, KeyUse.ENCRYPTION, true),
    GENERATE_DATA_KEY_PAIR(Naming.ANY, KeyUse.ENCRYPTION, true),
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT(Naming.ANY, KeyUse.ENCRYPTION, true),
    ENCRYPT(Naming.ANY, KeyUse.ENCRYPTION, true),
    DECRYPT(Naming.ANY, KeyUse.ENCRYPTION, true),
    /** From a key; to another one is {@link KeyAction#RE_ENCRYPT_TO}. */
    RE_ENCRYPT(KeyAction.RE_ENCRYPT_FROM, Naming.ANY, KeyUse.ENCRYPTION, true),
    GENERATE_MAC(Naming.ANY, KeyUse.MAC, true),
    VERIFY_MAC(Naming.ANY, KeyUse.MAC, true),
    GENERATE_RANDOM(Naming.NO_KEY, KeyUse.READING, true),

    CREATE_KEY(Naming.NO_KEY, KeyUse.READING, false),
    DESCRIBE_KEY(Naming.ANY, KeyUse.READING, true),
    LIST_KEYS(Naming.NO_KEY, KeyUse.READING, true),
    ENABLE_KEY(Naming.ID_OR_ARN, KeyUse.ENABLING, false),
    DISABLE_KEY(Naming.ID_OR_ARN, KeyUse.ENABLING, false),
    UPDATE_KEY_DESCRIPTION(Naming.ID_OR_ARN, KeyUse.NAMING, false),
    TAG_RESOURCE(Naming.ID_OR_ARN, KeyUse.NAMING, false),
    UNTAG_RESOURCE(Naming.ID_OR_ARN, KeyUse.NAMING, false),
    LIST_RESOURCE_TAGS(Naming.ID_OR_ARN, KeyUse.READING, true),
    SCHEDULE_KEY_DELETION(Naming.ID_OR_ARN, KeyUse.DELETION, false),
    CANCEL_KEY_DELETION(Naming.ID_OR_ARN, KeyUse.CANCELLATION, false),
    ENABLE_KEY_ROTATION(Naming.ID_OR_ARN, KeyUse.ROTATION, false),
    DISABLE_KEY_ROTATION(Naming.ID_OR_ARN, KeyUse.ROTATION, false),
    GET_KEY_ROTATION_STATUS(Naming.ID_OR_ARN, KeyUse.READING, true),
    LIST_KEY_ROTATIONS(Naming.ID_OR_ARN, KeyUse.READING, true),
    ROTATE_KEY_ON_DEMAND(Naming.ID_OR_ARN, KeyUse.ROTATION, false),

    CREATE_ALIAS(Naming.ID_OR_ARN, KeyUse.NAMING, false),
    UPDATE_ALIAS(Naming.ID_OR_ARN, KeyUse.NAMING, false),
    DELETE_ALIAS(Naming.ALIAS, KeyUse.READING, false),
    LIST_ALIASES(Naming.NO_KEY, KeyUse.READING, true),

    GET_KEY_POLICY(Naming.ID_OR_ARN, KeyUse.READING, true),
    PUT_KEY_POLICY(Naming.ID_OR_ARN, KeyUse.READING, false),
    LIST_KEY_POLICIES(Naming.ID_OR_ARN, KeyUse.READING, true),
    CREATE_GRANT(Naming.ID_OR_ARN, KeyUse.GRANTING, false),
    LIST_GRANTS(Naming.ID_OR_ARN, KeyUse.READING, true),
    LIST_RETIRABLE_GRANTS(Naming.NO_KEY, KeyUse.READING, true),
    /** Allowed by the grant itself, as in AWS KMS. */
    RETIRE_GRANT(Naming.ID_OR_ARN, KeyUse.READING, false),
    REVOKE_GRANT(Naming.ID_OR_ARN, KeyUse.READING, false);

    /** How an operation names its key. */
    enum Naming {
        /** By key id, key ARN, alias name or alias ARN. */
        ANY,
        /** By key id or key ARN. */
        ID_OR_ARN,
        /** By the name of an alias that it is about. */
        ALIAS,
        /** Not at all: no key policy is asked, and only the account's root principal may. */
        NO_KEY
    }

    private final KeyAction action;
    private final Naming naming;
    private final KeyUse use;
    private final boolean readOnly;

    Operation(Naming naming, KeyUse use, boolean readOnly) {
        this.action = KeyAction.valueOf(name());
        this.naming = naming;
        this.use = use;
        this.readOnly = readOnly;
    }

    Operation(KeyAction action, Naming naming, KeyUse use, boolean readOnly) {
        this.action = action;
        this.naming = naming;
        this.use = use;
        this.readOnly = readOnly;
    }

    KeyAction action() {
        return action;
    }

    Naming naming() {
        return naming;
    }

    KeyUse use() {
        return use;
    }

    /** Whether it leaves the store as it is. */
    boolean isReadOnly() {
        return readOnly;
    }

    /** AWS KMS's name, such as {@code GenerateDataKey}. */
    String eventName() {
        return this == RE_ENCRYPT ? "ReEncrypt" : action.operation();
    }
}
