package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KmsException;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every operation: it has a row, nobody may unless allowed, a dry run does nothing, all is recorded. */
class OperationsTest {

    private static final Principal STRANGER = new Principal("arn:furoshiki:iam::000000000000:role/stranger");

    /** Methods that are no operations of AWS KMS. */
    private static final Set<String> OTHERS =
            Set.of("provider", "onKeyChange", "close", "recordCachedUses", "dryRunDecrypt");

    @TempDir
    static Path folder;

    @TempDir
    static Path changedFolder;

    /** What no test changes. */
    private static EmbeddedKeyService root;

    private static OperationCalls kept;
    private static Keyring keyringOfKept;
    private static String stateOfKept;

    /** A store that tests change. */
    private static EmbeddedKeyService changed;

    private static OperationCalls allowed;

    @BeforeAll
    static void create() throws IOException {
        root = new TestStore(folder).create();
        kept = new OperationCalls(root);
        stateOfKept = state();
        keyringOfKept = keyring();
        changed = new TestStore(changedFolder).create();
        allowed = new OperationCalls(changed);
        String statements = Arrays.stream(Operation.values())
                .map(operation -> allowing(allowedTo(operation), policyNameOf(operation)))
                .collect(Collectors.joining(","));
        for (String id : allowed.keys()) {
            changed.putKeyPolicy(
                    id, "{\"Statement\": [" + allowing(changed.principal(), "kms:*") + "," + statements + "]}");
        }
    }

    @AfterAll
    static void close() {
        assertThat(state()).isEqualTo(stateOfKept);
        root.close();
        changed.close();
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
        assertThat(kept.calls().keySet()).containsExactlyInAnyOrder(Operation.values());
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
                    assertIsRecorded(method);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(60);
    }

    private void assertIsRecorded(Method method) {
        String eventName = method.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                + method.getName().substring(1);
        assertThat(last(folder).get("eventName").getAsString())
                .isEqualTo(
                        switch (method.getName()) {
                            case "recordCachedUses" -> "ReserveCachedUses";
                            case "dryRunDecrypt" -> "Decrypt";
                            default -> eventName;
                        });
        assertThat(last(folder).get("errorCode").getAsString()).isEqualTo("ValidationException");
    }

    private Object some(Class<?> type) {
        Map<Class<?>, Object> values = new java.util.HashMap<>(Map.of(
                String.class,
                kept.key(),
                int.class,
                32,
                boolean.class,
                false,
                EncryptionContext.class,
                OperationCalls.CONTEXT,
                EncryptedDataKey.class,
                kept.sealed(),
                byte[].class,
                OperationCalls.MESSAGE,
                MacAlgorithm.class,
                MacAlgorithm.HMAC_SHA_256,
                DataKeyPairSpec.class,
                DataKeyPairSpec.ECC_NIST_P256,
                Principal.class,
                STRANGER));
        values.put(long.class, 64L);
        values.put(SecretBytes.class, SecretBytes.random(1));
        values.put(Map.class, Map.of());
        values.put(Set.class, Set.of());
        values.put(KeyRequest.class, KeyRequest.symmetric());
        values.put(GrantRequest.class, GrantRequest.of(kept.key(), STRANGER, GrantOperation.DECRYPT));
        return Objects.requireNonNull(values.get(type), type.getName());
    }

    @ParameterizedTest
    @EnumSource
    void theAccountsRootMay(Operation operation) {
        OperationCalls calls = operation.isReadOnly() ? allowed : new OperationCalls(changed);
        calls.call(operation, changed);
        JsonObject record = last(changedFolder);
        assertThat(record.has("errorCode")).isFalse();
        assertThat(record.get("eventName").getAsString()).isEqualTo(operation.eventName());
        assertThat(record.get("readOnly").getAsBoolean()).isEqualTo(operation.isReadOnly());
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseMayUnlessItIsAllowed(Operation operation) {
        assertThatThrownBy(() -> kept.call(operation, root.as(STRANGER)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(STRANGER.arn())
                .hasMessageContaining(operation.action().policyName());
        JsonObject record = last(folder);
        assertThat(record.get("errorCode").getAsString()).isEqualTo("AccessDeniedException");
        assertThat(record.getAsJsonObject("userIdentity").get("arn").getAsString())
                .isEqualTo(STRANGER.arn());
        assertThat(keyring()).isSameAs(keyringOfKept);
    }

    @ParameterizedTest
    @EnumSource
    void aDryRunChecksAndDoesNothing(Operation operation) {
        assertThatThrownBy(() -> kept.call(operation, root.dryRun())).isInstanceOf(DryRunOperationException.class);
        assertThat(last(folder).get("errorCode").getAsString()).isEqualTo("DryRunOperationException");
        assertThatThrownBy(() -> kept.call(operation, root.as(STRANGER).dryRun()))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(keyring()).isSameAs(keyringOfKept);
    }

    /** DryRun is the last check: what cryptography and limits refuse, they refuse before it. */
    @Test
    void aDryRunOfWhatWouldFailFailsLikewise() {
        EmbeddedKeyService dry = root.dryRun();
        byte[] damaged = kept.sealed().ciphertext();
        damaged[damaged.length - 1] ^= 1;
        EncryptedDataKey wrong =
                new EncryptedDataKey(kept.sealed().provider(), kept.sealed().keyArn(), damaged);
        EncryptionContext other = EncryptionContext.of("tenant", "43");
        String key = kept.key();
        assertThat(codeOf(() -> dry.decrypt(wrong, OperationCalls.CONTEXT))).isEqualTo("InvalidCiphertextException");
        assertThat(codeOf(() -> dry.decrypt(kept.sealed(), other))).isEqualTo("InvalidCiphertextException");
        assertThat(codeOf(() -> dry.reEncrypt(wrong, OperationCalls.CONTEXT, key, other)))
                .isEqualTo("InvalidCiphertextException");
        assertThat(codeOf(() ->
                        dry.verifyMac(kept.hmac(), MacAlgorithm.HMAC_SHA_256, OperationCalls.MESSAGE, new byte[32])))
                .isEqualTo("KMSInvalidMacException");
        assertThat(codeOf(() -> dry.createAlias(kept.alias(), key))).isEqualTo("AlreadyExistsException");
        assertThat(codeOf(() -> dry.updateAlias("alias/absent", key))).isEqualTo("NotFoundException");
        assertThat(codeOf(() -> dry.revokeGrant(key, "0".repeat(64)))).isEqualTo("NotFoundException");
        Map<String, String> tags =
                IntStream.range(0, 51).boxed().collect(Collectors.toMap(number -> "tag" + number, number -> ""));
        assertThat(codeOf(() -> dry.tagResource(key, tags))).isEqualTo("TagException");
        assertThat(last(folder).get("errorCode").getAsString()).isEqualTo("TagException");
        assertThat(keyring()).isSameAs(keyringOfKept);
    }

    private static String codeOf(ThrowingCallable call) {
        return catchThrowableOfType(KmsException.class, call).errorCode();
    }

    /** The policy allows each action to a principal of its own, who may do that and nothing else with the key. */
    @ParameterizedTest
    @EnumSource
    void anActionThatIsAllowedIsAllowedAlone(Operation operation) {
        if (operation.naming() == Operation.Naming.NO_KEY || operation == Operation.RETIRE_GRANT) {
            return;
        }
        EmbeddedKeyService stranger = changed.as(allowedTo(operation)).dryRun();
        for (Operation each : Operation.values()) {
            if (each == operation) {
                assertThatThrownBy(() -> allowed.call(each, stranger))
                        .satisfiesAnyOf(
                                may -> assertThat(may).isInstanceOf(DryRunOperationException.class),
                                // Who may set a policy may not lock himself out with it.
                                may -> assertThat(may).hasMessageContaining("would not let " + allowedTo(operation)));
            } else if (Boolean.getBoolean("furoshiki.soak") || (each.name() + operation.name()).length() % 7 == 0) {
                assertThatThrownBy(() -> allowed.call(each, stranger)).isInstanceOf(AccessDeniedException.class);
            }
        }
    }

    private static Principal allowedTo(Operation operation) {
        return new Principal("arn:furoshiki:iam::000000000000:role/" + operation.name());
    }

    private static String policyNameOf(Operation operation) {
        return operation == Operation.RE_ENCRYPT
                ? "kms:ReEncrypt*"
                : operation.action().policyName();
    }

    private static String allowing(Principal principal, String actions) {
        return """
                {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "*"}""".formatted(principal, actions);
    }

    /** The keys in memory: every change makes another of it. */
    private static Keyring keyring() {
        try {
            return new TestStore(folder).keyring();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** All that can be asked of the keys, as text. */
    private static String state() {
        StringBuilder state = new StringBuilder().append(root.listAliases());
        root.listKeys()
                .forEach(metadata -> state.append(metadata)
                        .append(root.listGrants(metadata.keyId()))
                        .append(root.getKeyPolicy(metadata.keyId()))
                        .append(root.listResourceTags(metadata.keyId()))
                        .append(root.getKeyRotationStatus(metadata.keyId()))
                        .append(root.listKeyRotations(metadata.keyId())));
        return state.toString();
    }

    private static JsonObject last(Path store) {
        try {
            // Without those of the log itself.
            List<String> lines = Files.readAllLines(new TestStore(store).audit()).stream()
                    .filter(line -> !line.contains("\"serviceEventDetails\""))
                    .toList();
            return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
