package dev.furoshiki.testing.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.kms.GeneratedDataKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Key state, access, what is cached, and use: every combination of them, through the cache over the key service. */
class DataKeysProductTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    static Path folder;

    /** The first grant is for one use, the next for a block of them. */
    private static final int USES_BEFORE = 3;

    private static ProductKeys keys;
    private static final List<DataKeys> OPENED = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        keys = new ProductKeys(folder);
    }

    @AfterAll
    static void close() {
        OPENED.forEach(DataKeys::close);
        keys.close();
    }

    @TestFactory
    Stream<DynamicNode> everyCombination() {
        return Trial.tests(Situation.all(), DataKeysProductTest::trials);
    }

    private static List<Uses> trials(Situation situation) {
        String keyId = keys.newKey(situation);
        try (GeneratedDataKey made = keys.root().generateDataKey(keyId, 32, CONTEXT)) {
            byte[] bytes = made.plaintext().toByteArray();
            List<Uses> trials = Case.ALL.stream()
                    .map(which -> new Uses(which, keyId, made.encrypted(), bytes))
                    .toList();
            trials.stream()
                    .filter(trial -> trial.which.kept().isUsedBefore())
                    .forEach(trial -> trial.useBefore(situation.access()));
            keys.change(keyId, situation);
            return trials;
        }
    }

    /** A cache of the shop, and what it is asked for. */
    private static final class Uses implements Trial {

        private final Case which;
        private final String keyId;
        private final EncryptedDataKey sealed;
        private final byte[] plaintext;
        private final DataKeys dataKeys;
        private Optional<EncryptedDataKey> usedBefore = Optional.empty();

        Uses(Case which, String keyId, EncryptedDataKey sealed, byte[] plaintext) {
            this.which = which;
            this.keyId = keyId;
            this.sealed = sealed;
            this.plaintext = plaintext;
            this.dataKeys = which.kept().over(keys.shop());
            OPENED.add(dataKeys);
        }

        /** Often enough that further uses are granted, which would need to ask nobody. */
        void useBefore(Access access) {
            if (access.isAllowedAtFirst()) {
                for (int i = 0; i < USES_BEFORE; i++) {
                    try (DataKey key = use()) {
                        usedBefore = Optional.of(key.encrypted());
                    }
                }
            } else {
                // The refusal is what is cached then.
                assertThatThrownBy(this::use).isInstanceOf(AccessDeniedException.class);
            }
        }

        @Override
        public Case which() {
            return which;
        }

        @Override
        public void requireOutcome(Optional<Class<? extends KmsException>> refusal) {
            if (refusal.isPresent()) {
                assertThatThrownBy(this::use).isExactlyInstanceOf(refusal.get()).hasMessageContaining(keyId);
                return;
            }
            try (DataKey key = use();
                    SecretBytes opened = keys.root().decrypt(key.encrypted(), CONTEXT)) {
                assertThat(key.secret().sameAs(opened)).isTrue();
                if (which.use() == Use.DECRYPT) {
                    assertThat(key.secret().toByteArray()).isEqualTo(plaintext);
                } else if (which.kept() == Kept.EXPIRED) {
                    assertThat(usedBefore).isNotEqualTo(Optional.of(key.encrypted()));
                }
            }
        }

        private DataKey use() {
            return which.use() == Use.ENCRYPT
                    ? dataKeys.forEncryption(keyId, CONTEXT, 1)
                    : dataKeys.forDecryption(sealed, CONTEXT);
        }
    }
}
