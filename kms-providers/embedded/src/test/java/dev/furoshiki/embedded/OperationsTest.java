package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.MacAlgorithm;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.KeyAccess;
import dev.furoshiki.kms.KeyAdministration;
import dev.furoshiki.kms.KeyCryptography;
import dev.furoshiki.kms.KeyManagementService;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every operation: it has a row, nobody may unless allowed, a dry run does nothing, all is recorded. */
class OperationsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Principal STRANGER = new Principal("arn:furoshiki:iam::000000000000:role/stranger");
    private static final byte[] MESSAGE = {1, 2, 3};

    /** Methods that are no operations of AWS KMS. */
    private static final Set<String> OTHERS =
            Set.of("provider", "onKeyChange", "close", "recordCachedUses", "dryRunDecrypt");

    @TempDir
    Path folder;

    private TestStore store;
    private EmbeddedKeyService root;
    private String key;
    private String other;
    private String hmac;
    private String pending;
    private String grantId;
    private EncryptedDataKey sealed;
    private byte[] mac;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        root = store.create();
        key = root.createKey("").keyId();
        other = root.createKey("").keyId();
        hmac = root.createKey(KeyRequest.of(KeySpec.HMAC_256)).keyId();
        pending = root.createKey("").keyId();
        root.scheduleKeyDeletion(pending);
        root.createAlias("alias/present", key);
        grantId = root.createGrant(GrantRequest.of(
                                key, new Principal("arn:furoshiki:iam::000000000000:role/a"), GrantOperation.DECRYPT)
                        .retirableBy(new Principal("arn:furoshiki:iam::000000000000:role/b")))
                .grantId();
        try (SecretBytes plaintext = SecretBytes.random(16)) {
            sealed = root.encrypt(key, plaintext, CONTEXT);
        }
        mac = root.generateMac(hmac, MacAlgorithm.HMAC_SHA_256, MESSAGE);
    }

    @AfterEach
    void close() {
        root.close();
    }

    /** An operation that is added to an interface needs a row, a call below, and so all that is tested here. */
    @Test
    void everyMethodOfTheInterfacesIsARow() {
        Set<String> methods = Stream.of(
                        KeyManagementService.class, KeyCryptography.class, KeyAdministration.class, KeyAccess.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !OTHERS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = Arrays.stream(Operation.values())
                .map(Operation::eventName)
                .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods).isEqualTo(rows);
        assertThat(calls().keySet()).containsExactlyInAnyOrder(Operation.values());
    }

    /** Each argument of each method in turn; the others are such as the type has. */
    @Test
    void nullIsAnArgumentThatIsRefused() throws Exception {
        int tried = 0;
        for (Class<?> type :
                List.of(KeyManagementService.class, KeyCryptography.class, KeyAdministration.class, KeyAccess.class)) {
            for (Method method : type.getDeclaredMethods()) {
                for (int i = 0; i < method.getParameterCount(); i++) {
                    Class<?> parameter = method.getParameterTypes()[i];
                    if (parameter.isPrimitive() || method.getName().equals("onKeyChange")) {
                        continue;
                    }
                    @Nullable
                    Object[] arguments = Arrays.stream(method.getParameterTypes())
                            .map(this::some)
                            .toArray();
                    arguments[i] = null;
                    assertThatThrownBy(() -> method.invoke(root, arguments))
                            .as("%s, argument %d", method.getName(), i)
                            .cause()
                            .isInstanceOf(ValidationException.class)
                            .hasMessageContaining("null");
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(60);
    }

    private Object some(Class<?> type) {
        Map<Class<?>, Object> values = new java.util.HashMap<>(Map.of(
                String.class, key,
                int.class, 32,
                boolean.class, false,
                EncryptionContext.class, CONTEXT,
                EncryptedDataKey.class, sealed,
                byte[].class, MESSAGE,
                MacAlgorithm.class, MacAlgorithm.HMAC_SHA_256,
                DataKeyPairSpec.class, DataKeyPairSpec.ECC_NIST_P256,
                Principal.class, STRANGER));
        values.put(long.class, 64L);
        values.put(SecretBytes.class, SecretBytes.random(1));
        values.put(Map.class, Map.of());
        values.put(Set.class, Set.of());
        values.put(KeyRequest.class, KeyRequest.symmetric());
        values.put(GrantRequest.class, GrantRequest.of(key, STRANGER, GrantOperation.DECRYPT));
        return Objects.requireNonNull(values.get(type), type.getName());
    }

    @ParameterizedTest
    @EnumSource
    void theAccountsRootMay(Operation operation) {
        call(operation, root);
        assertThat(last().has("errorCode")).isFalse();
        assertThat(last().get("eventName").getAsString()).isEqualTo(operation.eventName());
        assertThat(last().get("readOnly").getAsBoolean()).isEqualTo(operation.isReadOnly());
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseMayUnlessItIsAllowed(Operation operation) throws IOException {
        byte[] before = stateOf(root);
        assertThatThrownBy(() -> call(operation, root.as(STRANGER)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(STRANGER.arn())
                .hasMessageContaining(operation.action().policyName());
        JsonObject record = last();
        assertThat(record.get("errorCode").getAsString()).isEqualTo("AccessDeniedException");
        assertThat(record.getAsJsonObject("userIdentity").get("arn").getAsString())
                .isEqualTo(STRANGER.arn());
        assertThat(stateOf(root)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aDryRunChecksAndDoesNothing(Operation operation) throws IOException {
        byte[] before = stateOf(root);
        assertThatThrownBy(() -> call(operation, root.dryRun())).isInstanceOf(DryRunOperationException.class);
        assertThat(last().get("errorCode").getAsString()).isEqualTo("DryRunOperationException");
        assertThatThrownBy(() -> call(operation, root.as(STRANGER).dryRun())).isInstanceOf(AccessDeniedException.class);
        assertThat(stateOf(root)).isEqualTo(before);
    }

    /** With a policy that allows one action to one principal, that one may do that and nothing else with the key. */
    @ParameterizedTest
    @EnumSource
    void anActionThatIsAllowedIsAllowedAlone(Operation operation) {
        if (operation.naming() == Operation.Naming.NO_KEY || operation == Operation.RETIRE_GRANT) {
            return;
        }
        String actions = operation == Operation.RE_ENCRYPT
                ? "kms:ReEncrypt*"
                : operation.action().policyName();
        for (String id : List.of(key, other, hmac, pending)) {
            root.putKeyPolicy(id, """
                    {"Statement": [
                      {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"},
                      {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "*"}
                    ]}""".formatted(root.principal(), STRANGER, actions));
        }
        EmbeddedKeyService stranger = root.as(STRANGER).dryRun();
        for (Operation each : Operation.values()) {
            if (each == operation) {
                assertThatThrownBy(() -> call(each, stranger))
                        .satisfiesAnyOf(
                                may -> assertThat(may).isInstanceOf(DryRunOperationException.class),
                                // Who may set a policy may not lock himself out with it.
                                may -> assertThat(may).hasMessageContaining("would not let " + STRANGER));
            } else if (Boolean.getBoolean("furoshiki.soak") || (each.name() + operation.name()).length() % 7 == 0) {
                assertThatThrownBy(() -> call(each, stranger)).isInstanceOf(AccessDeniedException.class);
            }
        }
    }

    private void call(Operation operation, EmbeddedKeyService service) {
        Objects.requireNonNull(calls().get(operation)).accept(service);
    }

    private Map<Operation, Consumer<EmbeddedKeyService>> calls() {
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
        calls.put(Operation.CREATE_ALIAS, keys -> keys.createAlias("alias/new", key));
        calls.put(Operation.UPDATE_ALIAS, keys -> keys.updateAlias("alias/present", other));
        calls.put(Operation.DELETE_ALIAS, keys -> keys.deleteAlias("alias/present"));
        calls.put(Operation.LIST_ALIASES, EmbeddedKeyService::listAliases);
        calls.put(Operation.GET_KEY_POLICY, keys -> keys.getKeyPolicy(key));
        calls.put(Operation.PUT_KEY_POLICY, keys -> keys.putKeyPolicy(key, root.getKeyPolicy(other)));
        calls.put(Operation.LIST_KEY_POLICIES, keys -> keys.listKeyPolicies(key));
        calls.put(
                Operation.CREATE_GRANT,
                keys -> keys.createGrant(GrantRequest.of(key, STRANGER, GrantOperation.DECRYPT)));
        calls.put(Operation.LIST_GRANTS, keys -> keys.listGrants(key));
        calls.put(
                Operation.LIST_RETIRABLE_GRANTS,
                keys -> keys.listRetirableGrants(new Principal("arn:furoshiki:iam::000000000000:role/b")));
        calls.put(Operation.RETIRE_GRANT, keys -> keys.retireGrant(key, grantId));
        calls.put(Operation.REVOKE_GRANT, keys -> keys.revokeGrant(key, grantId));
        return calls;
    }

    /** All that can be asked of the keys, as text. */
    private static byte[] stateOf(EmbeddedKeyService service) {
        StringBuilder state = new StringBuilder();
        state.append(service.listAliases());
        service.listKeys()
                .forEach(metadata -> state.append(metadata)
                        .append(service.listGrants(metadata.keyId()))
                        .append(service.getKeyPolicy(metadata.keyId()))
                        .append(service.listResourceTags(metadata.keyId()))
                        .append(service.getKeyRotationStatus(metadata.keyId()))
                        .append(service.listKeyRotations(metadata.keyId())));
        return state.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private JsonObject last() {
        try {
            // Without those of the log itself.
            List<String> lines = Files.readAllLines(store.audit()).stream()
                    .filter(line -> !line.contains("\"serviceEventDetails\""))
                    .toList();
            return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
