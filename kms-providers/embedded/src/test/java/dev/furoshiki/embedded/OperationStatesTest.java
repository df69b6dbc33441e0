package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AWS KMS's table of key states, operation by operation on a service. What is expected is written out here, and not asked of
 * {@link Operation}: that table is what is tested. The calls are dry runs, so that all of them find the keys in the same state.
 */
class OperationStatesTest {

    @TempDir
    static Path folder;

    private static EmbeddedKeyService root;

    private static final Map<KeyState, OperationCalls> CALLS = new EnumMap<>(KeyState.class);

    @BeforeAll
    static void create() throws IOException {
        root = new TestStore(folder).create();
        for (KeyState state : new KeyState[] {KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_DELETION}) {
            OperationCalls calls = new OperationCalls(root);
            calls.bringInto(state);
            CALLS.put(state, calls);
        }
    }

    @AfterAll
    static void close() {
        CALLS.clear();
        root.close();
    }

    @ParameterizedTest
    @CsvSource({
        // cryptographic operations
        "GENERATE_DATA_KEY,                         ok, DisabledException, KMSInvalidStateException",
        "GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,       ok, DisabledException, KMSInvalidStateException",
        "GENERATE_DATA_KEY_PAIR,                    ok, DisabledException, KMSInvalidStateException",
        "GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,  ok, DisabledException, KMSInvalidStateException",
        "ENCRYPT,                                   ok, DisabledException, KMSInvalidStateException",
        "DECRYPT,                                   ok, DisabledException, KMSInvalidStateException",
        "RE_ENCRYPT,                                ok, DisabledException, KMSInvalidStateException",
        "GENERATE_MAC,                              ok, DisabledException, KMSInvalidStateException",
        "VERIFY_MAC,                                ok, DisabledException, KMSInvalidStateException",
        // what looks, and who may
        "DESCRIBE_KEY,                              ok, ok, ok",
        "LIST_RESOURCE_TAGS,                        ok, ok, ok",
        "GET_KEY_ROTATION_STATUS,                   ok, ok, ok",
        "LIST_KEY_ROTATIONS,                        ok, ok, ok",
        "GET_KEY_POLICY,                            ok, ok, ok",
        "PUT_KEY_POLICY,                            ok, ok, ok",
        "LIST_KEY_POLICIES,                         ok, ok, ok",
        "LIST_GRANTS,                               ok, ok, ok",
        "RETIRE_GRANT,                              ok, ok, ok",
        "REVOKE_GRANT,                              ok, ok, ok",
        "DELETE_ALIAS,                              ok, ok, ok",
        // what names no key
        "GENERATE_RANDOM,                           ok, ok, ok",
        "CREATE_KEY,                                ok, ok, ok",
        "LIST_KEYS,                                 ok, ok, ok",
        "LIST_ALIASES,                              ok, ok, ok",
        "LIST_RETIRABLE_GRANTS,                     ok, ok, ok",
        // changes that need the key enabled
        "CREATE_GRANT,                              ok, DisabledException, KMSInvalidStateException",
        "ENABLE_KEY_ROTATION,                       ok, DisabledException, KMSInvalidStateException",
        "DISABLE_KEY_ROTATION,                      ok, DisabledException, KMSInvalidStateException",
        "ROTATE_KEY_ON_DEMAND,                      ok, DisabledException, KMSInvalidStateException",
        // changes that do not
        "ENABLE_KEY,                                ok, ok, KMSInvalidStateException",
        "DISABLE_KEY,                               ok, ok, KMSInvalidStateException",
        "CREATE_ALIAS,                              ok, ok, KMSInvalidStateException",
        "UPDATE_ALIAS,                              ok, ok, KMSInvalidStateException",
        "TAG_RESOURCE,                              ok, ok, KMSInvalidStateException",
        "UNTAG_RESOURCE,                            ok, ok, KMSInvalidStateException",
        "UPDATE_KEY_DESCRIPTION,                    ok, ok, KMSInvalidStateException",
        "SCHEDULE_KEY_DELETION,                     ok, ok, KMSInvalidStateException",
        "CANCEL_KEY_DELETION,                       KMSInvalidStateException, KMSInvalidStateException, ok"
    })
    void whatAnOperationAnswersInAState(Operation operation, String enabled, String disabled, String pendingDeletion) {
        assertThat(outcome(operation, KeyState.ENABLED)).isEqualTo(enabled);
        assertThat(outcome(operation, KeyState.DISABLED)).isEqualTo(disabled);
        assertThat(outcome(operation, KeyState.PENDING_DELETION)).isEqualTo(pendingDeletion);
    }

    /** A row above for each: one that is forgotten would be one whose state nobody checks. */
    @Test
    void everyOperationHasARow() throws NoSuchMethodException {
        CsvSource rows = Objects.requireNonNull(OperationStatesTest.class
                .getDeclaredMethod(
                        "whatAnOperationAnswersInAState", Operation.class, String.class, String.class, String.class)
                .getAnnotation(CsvSource.class));
        assertThat(Arrays.stream(rows.value()).map(row -> Operation.valueOf(row.substring(0, row.indexOf(',')))))
                .containsExactlyInAnyOrder(Operation.values());
    }

    private static String outcome(Operation operation, KeyState state) {
        OperationCalls calls = Objects.requireNonNull(CALLS.get(state));
        Throwable thrown = catchThrowable(() -> calls.call(operation, root.dryRun()));
        String code = thrown instanceof KmsException refused ? refused.errorCode() : String.valueOf(thrown);
        return code.equals("DryRunOperationException") ? "ok" : code;
    }
}
