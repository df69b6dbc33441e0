package dev.furoshiki.embedded.policy;

import dev.furoshiki.key.GrantOperation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every action of AWS KMS that a policy can name, also of operations that this key service lacks: so that a policy written
 * for AWS KMS is read here, and a misspelt action is not taken for one that nobody asks for.
 */
public enum KeyAction {
    CANCEL_KEY_DELETION,
    CONNECT_CUSTOM_KEY_STORE,
    CREATE_ALIAS,
    CREATE_CUSTOM_KEY_STORE,
    CREATE_GRANT,
    CREATE_KEY,
    DECRYPT,
    DELETE_ALIAS,
    DELETE_CUSTOM_KEY_STORE,
    DELETE_IMPORTED_KEY_MATERIAL,
    DERIVE_SHARED_SECRET,
    DESCRIBE_CUSTOM_KEY_STORES,
    DESCRIBE_KEY,
    DISABLE_KEY,
    DISABLE_KEY_ROTATION,
    DISCONNECT_CUSTOM_KEY_STORE,
    ENABLE_KEY,
    ENABLE_KEY_ROTATION,
    ENCRYPT,
    GENERATE_DATA_KEY,
    GENERATE_DATA_KEY_PAIR,
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
    GENERATE_MAC,
    GENERATE_RANDOM,
    GET_KEY_POLICY,
    GET_KEY_ROTATION_STATUS,
    GET_PARAMETERS_FOR_IMPORT,
    GET_PUBLIC_KEY,
    IMPORT_KEY_MATERIAL,
    LIST_ALIASES,
    LIST_GRANTS,
    LIST_KEY_POLICIES,
    LIST_KEY_ROTATIONS,
    LIST_KEYS,
    LIST_RESOURCE_TAGS,
    LIST_RETIRABLE_GRANTS,
    PUT_KEY_POLICY,
    RE_ENCRYPT_FROM,
    RE_ENCRYPT_TO,
    REPLICATE_KEY,
    RETIRE_GRANT,
    REVOKE_GRANT,
    ROTATE_KEY_ON_DEMAND,
    SCHEDULE_KEY_DELETION,
    SIGN,
    SYNCHRONIZE_MULTI_REGION_KEY,
    TAG_RESOURCE,
    UNTAG_RESOURCE,
    UPDATE_ALIAS,
    UPDATE_CUSTOM_KEY_STORE,
    UPDATE_KEY_DESCRIPTION,
    UPDATE_PRIMARY_REGION,
    VERIFY,
    VERIFY_MAC;

    private static final Map<String, KeyAction> BY_OPERATION =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(KeyAction::operation, Function.identity()));

    private static final Map<KeyAction, GrantOperation> GRANTED = Arrays.stream(GrantOperation.values())
            .collect(Collectors.toUnmodifiableMap(
                    granted -> Objects.requireNonNull(BY_OPERATION.get(granted.operation())), Function.identity()));

    private final String operation;

    KeyAction() {
        this.operation = Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** AWS KMS's name of the operation, such as {@code GenerateDataKey}. */
    public String operation() {
        return operation;
    }

    /** The name in a policy, such as {@code kms:GenerateDataKey}. */
    public String policyName() {
        return "kms:" + operation();
    }

    /** The operation of a grant that allows it, if grants can. */
    Optional<GrantOperation> granted() {
        return Optional.ofNullable(GRANTED.get(this));
    }
}
