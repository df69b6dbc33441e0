package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.InvalidAliasNameException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other names of keys: how they are made, moved and deleted, and which are none. */
class AliasesTest {

    private static final String ABSENT = "00000000-0000-4000-8000-000000000000";

    @TempDir
    Path folder;

    private EmbeddedKeyService keys;
    private KeyMetadata key;

    @BeforeEach
    void create() throws Exception {
        keys = new TestStore(folder).create();
        key = keys.createKey("personal data");
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aliasesAreMadeMovedAndDeleted() {
        KeyMetadata other = keys.createKey("other");
        keys.createAlias("alias/pii", key.keyId());
        assertThatThrownBy(() -> keys.createAlias("alias/pii", other.keyId()))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(key.keyId());
        keys.updateAlias("alias/pii", other.keyId());
        assertThat(keys.describeKey("alias/pii")).isEqualTo(other);
        keys.createAlias("alias/a", key.keyId());
        assertThat(keys.listAliases())
                .containsExactly(Map.entry("alias/a", key.keyId()), Map.entry("alias/pii", other.keyId()));
        keys.deleteAlias("alias/pii");
        assertThat(keys.listAliases()).containsOnlyKeys("alias/a");
        assertThatThrownBy(() -> keys.describeKey("alias/pii")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.deleteAlias("alias/pii")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.updateAlias("alias/pii", key.keyId())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.createAlias("alias/aws/s3", key.keyId()))
                .isInstanceOf(InvalidAliasNameException.class);
        assertThatThrownBy(() -> keys.updateAlias("alias/aws/s3", key.keyId())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.deleteAlias("alias/aws/s3")).isInstanceOf(NotFoundException.class);
        for (String wrong : List.of("pii", "alias/a.b", "alias/a:b", "alias/p i")) {
            assertThatThrownBy(() -> keys.createAlias(wrong, key.keyId())).isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> keys.updateAlias(wrong, key.keyId())).isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> keys.deleteAlias(wrong)).isInstanceOf(ValidationException.class);
        }
        assertThatThrownBy(() -> keys.createAlias("alias/new", ABSENT)).isInstanceOf(NotFoundException.class);
    }

    /** AWS: what encrypts by the alias would fail, or MACs would be made by another algorithm. */
    @Test
    void anAliasStaysWithKeysOfOneUsage() {
        String mac = keys.createKey(KeyRequest.of(KeySpec.HMAC_256)).keyId();
        String longer = keys.createKey(KeyRequest.of(KeySpec.HMAC_512)).keyId();
        keys.createAlias("alias/pii", key.keyId());
        keys.createAlias("alias/mac", mac);
        assertThatThrownBy(() -> keys.updateAlias("alias/pii", mac))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("GENERATE_VERIFY_MAC");
        assertThatThrownBy(() -> keys.updateAlias("alias/mac", key.keyId())).isInstanceOf(ValidationException.class);
        keys.updateAlias("alias/mac", longer);
        assertThat(keys.listAliases())
                .containsExactly(Map.entry("alias/mac", longer), Map.entry("alias/pii", key.keyId()));
    }

    @Test
    void aKeyHasFiftyAliasesAtMost() {
        KeyMetadata other = keys.createKey("other");
        keys.createAlias("alias/other", other.keyId());
        for (int i = 0; i < 50; i++) {
            keys.createAlias("alias/n" + i, key.keyId());
        }
        assertThatThrownBy(() -> keys.createAlias("alias/n50", key.keyId()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("50");
        assertThatThrownBy(() -> keys.dryRun().createAlias("alias/n50", key.keyId()))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> keys.updateAlias("alias/other", key.keyId()))
                .isInstanceOf(LimitExceededException.class);
        keys.updateAlias("alias/n0", key.keyId());
        keys.deleteAlias("alias/n0");
        keys.createAlias("alias/n50", key.keyId());
    }
}
