package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.TestedProvider.Behaviour;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A data key opens under the context it is bound to, and under no other. */
interface EncryptionContexts {

    TestedProvider provider();

    @Test
    default void everyContextBinds() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("name" + i, "value " + i);
        }
        List<EncryptionContext> contexts = List.of(
                EncryptionContext.empty(),
                EncryptionContext.of("tenant", "42"),
                EncryptionContext.of("n".repeat(1000), "v".repeat(3000)),
                EncryptionContext.of("ключ 鍵 \uD83D\uDD11", "e\u0301 \u202Etfel \u200D\uFEFF"),
                EncryptionContext.of(" lead and trail ", "a\nb\tc\"d\\e</f>&g;'h'"),
                EncryptionContext.of(Map.of("Tenant", "a", "tenant", "b", "TENANT", "c")),
                EncryptionContext.of(many));
        try (KeyManagementService service = provider().open()) {
            for (int i = 0; i < contexts.size(); i++) {
                EncryptionContext right = contexts.get(i);
                EncryptionContext wrong = contexts.get((i + 1) % contexts.size());
                try (GeneratedDataKey generated =
                                service.generateDataKey(provider().keyArn(), 32, right);
                        SecretBytes opened = service.decrypt(generated.encrypted(), right)) {
                    assertThat(opened.sameAs(generated.plaintext())).isTrue();
                    assertRefused(service, generated.encrypted(), wrong);
                }
            }
        }
    }

    @Test
    default void orderDoesNotCount() {
        Map<String, String> forwards = new LinkedHashMap<>();
        Map<String, String> backwards = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forwards.put("name" + i, "value" + i);
            backwards.put("name" + (19 - i), "value" + (19 - i));
        }
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated =
                        service.generateDataKey(provider().keyArn(), 32, EncryptionContext.of(forwards));
                SecretBytes opened = service.decrypt(generated.encrypted(), EncryptionContext.of(backwards))) {
            assertThat(opened.sameAs(generated.plaintext())).isTrue();
        }
    }

    @Test
    default void aContextThatDiffersInAnythingIsAnother() {
        EncryptionContext right = EncryptionContext.of(Map.of("tenant", "42", "caf\u00e9", "Straße"));
        List<EncryptionContext> others = List.of(
                EncryptionContext.empty(),
                EncryptionContext.of("tenant", "42"),
                right.with("more", "x"),
                EncryptionContext.of(Map.of("tenant", "43", "caf\u00e9", "Straße")),
                EncryptionContext.of(Map.of("Tenant", "42", "caf\u00e9", "Straße")),
                EncryptionContext.of(Map.of("tenant", "42", "caf\u00e9", "straße")),
                EncryptionContext.of(Map.of("tenant", "42", "caf\u00e9", "Strasse")),
                EncryptionContext.of(Map.of("tenant", "42 ", "caf\u00e9", "Straße")),
                EncryptionContext.of(Map.of("tenant", "42", "cafe\u0301", "Straße")),
                EncryptionContext.of(Map.of("tenant", "Straße", "caf\u00e9", "42")),
                EncryptionContext.of(Map.of("42", "tenant", "Straße", "caf\u00e9")));
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, right)) {
            others.forEach(other -> assertRefused(service, generated.encrypted(), other));
            service.decrypt(generated.encrypted(), right).close();
        }
    }

    @Test
    default void theLineBetweenNameAndValueCounts() {
        provider().requires(Behaviour.CONTEXTS_ARE_EXACT);
        try (KeyManagementService service = provider().open();
                GeneratedDataKey generated =
                        service.generateDataKey(provider().keyArn(), 32, EncryptionContext.of("tenant", "42"))) {
            assertRefused(service, generated.encrypted(), EncryptionContext.of("tenant4", "2"));
            assertRefused(service, generated.encrypted(), EncryptionContext.of(Map.of("te", "na", "nt", "42")));
        }
    }

    private static void assertRefused(
            KeyManagementService service, EncryptedDataKey sealed, EncryptionContext otherContext) {
        assertThatThrownBy(() -> service.decrypt(sealed, otherContext).close())
                .as("decrypt under %s", otherContext)
                .isExactlyInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> service.dryRunDecrypt(sealed, otherContext))
                .as("dry run under %s", otherContext)
                .isExactlyInstanceOf(InvalidCiphertextException.class);
    }
}
